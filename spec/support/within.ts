/** The limit of a wait, in milliseconds. It is shorter than that of a test, which knows nothing about the wait. */
export const LONGEST_WAIT = 15_000;

// Taken before a test replaces the clock.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/**
 * Awaits a promise, and fails with a sentence if it does not settle in time.
 *
 * @param what what is awaited, for the sentence.
 */
export const within = <T>(what: string | (() => string), promise: PromiseLike<T>, limit = LONGEST_WAIT): Promise<T> => {
  // Created here, so that its stack shows the test.
  const failure = new Error();
  return new Promise((resolve, reject) => {
    const timer = startTimer(() => {
      failure.message = `waited ${limit} ms in vain for ${typeof what === 'string' ? what : what()}`;
      reject(failure);
    }, limit);
    const settle = (): void => stopTimer(timer);
    promise.then(settle, settle);
    promise.then(resolve, reject);
  });
};
