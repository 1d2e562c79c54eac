import type { Contender } from './Contender.js';

/** A contender that is read with `for await`. */
export const loop = <T>(
  open: () => AsyncIterable<T> | PromiseLike<AsyncIterable<T>>,
  textOf: (event: T) => string | undefined,
): Contender => ({
  read: async (onText) => {
    for await (const event of await open()) {
      const text = textOf(event);
      if (text !== undefined) onText(text);
    }
  },
  readSlowly: async (onText) => {
    for await (const event of await open()) {
      const text = textOf(event);
      if (text !== undefined && !(await onText(text))) return;
    }
  },
});
