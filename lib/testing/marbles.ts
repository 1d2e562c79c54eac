import type { RunHelpers, TestScheduler } from 'rxjs/testing';
import { MarbleScheduler } from './MarbleScheduler.js';
import { disregard, isPromise, marbleMisuse } from './marbleMisuse.js';

export { errorLike } from './comparableMessages.js';

/** `T`, or another result that is not a promise. As the result of a parameter, it excludes `async` functions. */
export type NotAsync<T> = T | string | number | boolean | null | undefined | (object & { readonly then?: never });

/**
 * An assertion of a test framework. It receives two lists of notifications or of subscriptions, and throws if they
 * differ.
 */
export type DeepEqual = (actual: unknown, expected: unknown) => NotAsync<void>;

/** A marble test. It is over when it returns, so it cannot be `async`. */
export type MarbleTest = (helpers: RunHelpers, scheduler: TestScheduler) => NotAsync<void>;

/**
 * Creates a wrapper for marble tests from the deep-equal assertion of any test framework. The wrapped test runs in
 * virtual time, where a timeout of 300 s takes no real time.
 *
 * Errors are compared by name, message and own properties; stacks are ignored. `errorLike` compares only the given
 * properties.
 *
 * A failure shows both streams as aligned marble lines, with a caret at the first difference and the values that differ
 * below. Its stack begins at the call of `toBe`.
 *
 * A test that would compare nothing fails: an `async` one, `expectObservable` or `expectSubscriptions` without marbles or
 * after the test has returned, and an assertion that returns false or a promise where it should throw. A test without
 * expectations may flush the scheduler, its second argument, and make assertions of its own.
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
  (test: MarbleTest): (() => void) =>
  () => {
    const scheduler = new MarbleScheduler(deepEqual);
    try {
      scheduler.run((helpers) => {
        const result: unknown = test(helpers, scheduler);
        if (!isPromise(result)) return;
        disregard(result);
        throw marbleMisuse('async');
      });
    } finally {
      scheduler.end();
    }
    scheduler.checkComplete();
  };
