/**
 * How long to wait before retry `n` (1, 2, …), in milliseconds: `baseDelay · 2^(n−1)`, give or take a tenth, so that
 * clients that failed together do not come back together; never more than `maxDelay`. Source: wire.md 3.4.
 *
 * @param random gives the share of chance, 0 to 1; 0.5 is no deviation.
 *
 * @example
 * backoff({ baseDelay: 200, maxDelay: 60_000 }, 3, () => 0.5); // 800
 */
export const backoff = (
  { baseDelay, maxDelay }: { readonly baseDelay: number; readonly maxDelay: number },
  n: number,
  random: () => number,
): number => Math.min(Math.floor(baseDelay * 2 ** (n - 1) * (0.9 + random() * 0.2)), maxDelay);
