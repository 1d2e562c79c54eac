import type { Contender } from './Contender.js';

/** What a package that is looped over has besides its answer. */
export interface LoopOptions<T, A> {
  readonly leftBy: string;
  readonly limitedBy?: string | undefined;
  readonly signOf?: ((event: T) => string | undefined) | undefined;
  /** What the answer says when its loop is over. */
  readonly lastSigns?: (answer: A) => Promise<readonly string[]>;
}

/** A contender that is read with `for await`. */
export const loop = <T, A extends AsyncIterable<T>>(
  open: (signal?: AbortSignal) => (A & AsyncIterable<T>) | PromiseLike<A & AsyncIterable<T>>,
  textOf: (event: T) => string | undefined,
  { leftBy, limitedBy, signOf, lastSigns }: LoopOptions<T, A>,
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
  habits: {
    watch: async ({ onText, onSign }, signal) => {
      const answer = await open(signal);
      for await (const event of answer) {
        const [text, sign] = [textOf(event), signOf?.(event)];
        if (text !== undefined) onText(text);
        if (sign !== undefined) onSign(sign);
      }
      for (const sign of (await lastSigns?.(answer)) ?? []) onSign(sign);
    },
    leftBy,
    limitedBy,
  },
});
