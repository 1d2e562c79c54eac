import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/** What `TestScheduler` hands to its assertion: one list of notifications, or of subscriptions, each way. */
/** The deep-equal of a test framework: throws if its arguments differ. */
export type DeepEqual = (actual: unknown, expected: unknown) => void;

/** An expectation about some properties of an error; made by `errorLike`. */
class ErrorLike {
  constructor(readonly properties: Readonly<Record<string, unknown>>) {}
}

/**
 * Stands for any error that has these properties, in the place of an error in `toBe`. The rest is not compared.
 *
 * @example
 * expectObservable(answer$).toBe('--a--#', { a: 'Hi' }, errorLike({ type: 'stream' }));
 */
export const errorLike = (properties: Readonly<Record<string, unknown>>): unknown => new ErrorLike(properties);

interface Message {
  readonly frame: number;
  readonly notification: { readonly kind: string; readonly value?: unknown; readonly error?: unknown };
}

const isMessages = (value: unknown): value is readonly Message[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && 'notification' in each);

// Two errors of the same kind and text are equal: their stacks and causes tell where the tests made them.
const describe = (error: unknown): unknown =>
  error instanceof Error
    ? { ...Object.fromEntries(Object.entries(error)), name: error.name, message: error.message }
    : error;

const only = (properties: Readonly<Record<string, unknown>>, error: unknown): unknown =>
  typeof error === 'object' && error !== null
    ? Object.fromEntries(Object.keys(properties).map((key) => [key, Reflect.get(error, key)]))
    : error;

const comparable = (messages: readonly Message[], expected: readonly Message[]): unknown =>
  messages.map((message, index) => {
    const { kind, error } = message.notification;
    if (kind !== 'E') return message;
    const wanted = expected[index]?.notification.error;
    const shown =
      wanted instanceof ErrorLike
        ? error instanceof ErrorLike
          ? error.properties
          : only(wanted.properties, error)
        : describe(error);
    return { ...message, notification: { kind, error: shown } };
  });

/**
 * Binds marble tests to the deep-equal of any test framework. Errors are compared by name, message and own properties;
 * their stacks never match and never matter. `errorLike` compares some properties only.
 *
 * What it gives wraps a test: everything inside runs in virtual time, where a 300 s timeout takes no time at all.
 *
 * @example
 * const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));
 *
 * it('gives up after 5 ms of silence', marbles(({ cold, expectObservable, expectSubscriptions }) => {
 *   const source = cold('  --a--------');
 *   const subs = '         ^------!   ';
 *   const expected = '     --a----#   ';
 *   expectObservable(source.pipe(idleTimeout(5))).toBe(expected, undefined, errorLike({ type: 'stream' }));
 *   expectSubscriptions(source.subscriptions).toBe(subs);
 * }));
 *
 * @param deepEqual throws if its arguments differ.
 */
export const marbleRunner =
  (deepEqual: DeepEqual) =>
  (test: (helpers: RunHelpers, scheduler: TestScheduler) => void): (() => void) =>
  () => {
    const scheduler = new TestScheduler((actual: unknown, expected: unknown) => {
      if (isMessages(actual) && isMessages(expected))
        deepEqual(comparable(actual, expected), comparable(expected, expected));
      else deepEqual(actual, expected);
    });
    scheduler.run((helpers) => test(helpers, scheduler));
  };
