import { setTimeout as delay } from 'node:timers/promises';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';

// A reset overtakes what its receiver has not read: the frames before it get this many milliseconds to arrive.
const RESET_GRACE = 20;

/**
 * Hands over one thing after another, each at its time and none before the one before it was taken. Rejects with an
 * `AbortError` when `gone` is aborted while it waits for a time, and with what `take` rejects with.
 *
 * @param due `at` is in milliseconds from now.
 */
export const keepPace = async <D extends { readonly at: number }>(
  due: Iterable<D>,
  gone: AbortSignal,
  take: (item: D) => Promise<void>,
): Promise<void> => {
  const start = performance.now();
  for (const item of due) {
    const wait = start + item.at - performance.now();
    if (wait > 0) await delay(Math.min(wait, MAX_TIMER_DELAY), undefined, { signal: gone });
    await take(item);
  }
};

/** Waits before a reset. */
export const giveGrace = (gone: AbortSignal): Promise<void> => delay(RESET_GRACE, undefined, { signal: gone });
