import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/**
 * An assertion of a test framework. It receives two lists of notifications or of subscriptions, and throws if they
 * differ.
 */
export type DeepEqual = (actual: unknown, expected: unknown) => void;

/** The expected properties of an error, created by `errorLike`. */
class ErrorLike {
  constructor(readonly properties: Readonly<Record<string, unknown>>) {}
}

/**
 * Returns a matcher for errors with these properties. Pass it to `toBe` as the error. Other properties are not
 * compared.
 *
 * @example
 * expectObservable(cold('--a-----').pipe(idleTimeout(3))).toBe('--a--#', undefined, errorLike({ type: 'stream' }));
 */
export const errorLike = (properties: Readonly<Record<string, unknown>>): unknown => new ErrorLike(properties);

interface Message {
  readonly frame: number;
  readonly notification: { readonly kind: string; readonly value?: unknown; readonly error?: unknown };
}

const isMessages = (value: unknown): value is readonly Message[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && 'notification' in item);

// Errors are equal if their names, messages and own enumerable properties are equal. Stack and cause depend on where
// they were created.
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
 * Creates a wrapper for marble tests from the deep-equal assertion of any test framework. The wrapped test runs in
 * virtual time, where a timeout of 300 s takes no real time.
 *
 * Errors are compared by name, message and own properties; stacks are ignored. `errorLike` compares only the given
 * properties.
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
