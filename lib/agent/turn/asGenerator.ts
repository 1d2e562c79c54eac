import type { BoundedIteration } from '../../backpressure/boundedIteration.js';

/** An iteration as the generator that the SDK promises; `await using` leaves it too. */
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
