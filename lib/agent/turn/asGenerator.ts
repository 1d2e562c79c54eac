import type { BoundedIteration } from '../../backpressure/boundedIteration.js';

/**
 * Turns an iteration into an async generator, the return type of the official SDK. Disposing the generator, e.g. with
 * `await using`, ends the iteration.
 */
export const asGenerator = <T>(iteration: BoundedIteration<T>): AsyncGenerator<T, undefined, undefined> => {
  const generator = {
    ...iteration,
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      await iteration.return();
    },
  };
  return generator;
};
