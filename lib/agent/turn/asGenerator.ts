import type { BoundedIteration } from '../../backpressure/boundedIteration.js';

/** Turns an iteration into an async generator, the return type of the official SDK. `await using` also ends it. */
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
