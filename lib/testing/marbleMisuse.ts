import { failureAt } from './marbleFailure.js';

/** Mistakes with which a marble test would compare nothing, and pass. Each sentence says what to do. */
const SENTENCES = {
  async:
    'The marble test returned a promise, and virtual time does not wait for promises: remove async and await, and move what follows an await into an observable.',
  observable:
    'expectObservable(…) compares nothing without .toBe(…) or .toEqual(…): add the expected marbles, or remove the call.',
  subscriptions:
    'expectSubscriptions(…) compares nothing without .toBe(…): add the expected marbles, or remove the call.',
  late: 'The expectation was made after the test function had returned, when nothing is compared any more: make it in the test function itself, not in a callback of a promise or a timer.',
  twice:
    'The expectation has its marbles already, and only one of both would be compared: call expectObservable(…) once for each .toBe(…).',
  returnedFalse:
    'The assertion that was given to marbleRunner returned false and did not throw: pass one that throws if its arguments differ, such as assert.deepStrictEqual.',
  returnedPromise:
    'The assertion that was given to marbleRunner returned a promise, and a test does not wait for it: pass one that throws at once if its arguments differ, such as assert.deepStrictEqual.',
} as const;

/** The name of a mistake. */
export type Misuse = keyof typeof SENTENCES;

/**
 * Creates the error of a test that would compare nothing.
 *
 * @param site the stack below the message: the line of the test, if it is known.
 */
export const marbleMisuse = (misuse: Misuse, site = ''): Error => failureAt(SENTENCES[misuse], site);

/** Returns whether a value is a promise, of this or of another realm. */
export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

const ignore = (): void => undefined;

/** Handles the rejection of a promise whose test has failed already: an unhandled one would end the whole run. */
export const disregard = (promise: PromiseLike<unknown>): void => {
  promise.then(undefined, ignore);
};
