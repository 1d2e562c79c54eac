import type { RunHelpers, TestScheduler } from 'rxjs/testing';
import { MarbleScheduler } from './MarbleScheduler.js';

export { errorLike } from './comparableMessages.js';

/**
 * An assertion of a test framework. It receives two lists of notifications or of subscriptions, and throws if they
 * differ.
 */
export type DeepEqual = (actual: unknown, expected: unknown) => void;

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
    const scheduler = new MarbleScheduler(deepEqual);
    scheduler.run((helpers) => test(helpers, scheduler));
  };
