/**
 * Returns the delay before retry `n` (1, 2, …), in milliseconds: `baseDelay · 2^(n−1)` with a jitter of ±10 %, at most
 * `maxDelay`. With the jitter, clients that failed at the same time do not retry at the same time.
 *
 * @param random returns a number from 0 to 1, which determines the jitter; 0.5 means no jitter.
 *
 * @example
 * backoff({ baseDelay: 200, maxDelay: 60_000 }, 3, () => 0.5); // 800
 */
// docs/wire.md, section 3.4
export const backoff = (
  { baseDelay, maxDelay }: { readonly baseDelay: number; readonly maxDelay: number },
  n: number,
  random: () => number,
): number => Math.min(Math.floor(baseDelay * 2 ** (n - 1) * (0.9 + random() * 0.2)), maxDelay);
