import { setTimeout as delay } from 'node:timers/promises';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';

// A reset discards data that its receiver has not read yet. This is the time allowed for earlier frames to arrive, in
// milliseconds.
const RESET_GRACE = 20;

/**
 * Calls `take` with each entry at its time, but not before the promise of the previous entry has resolved. Rejects with
 * an `AbortError` if `gone` is aborted during a wait, and with the error of `take` if that rejects.
 *
 * @param due the entries in order; `at` is in milliseconds from now.
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

/** Waits 20 ms, so that data already sent arrives before a reset. */
export const giveGrace = (gone: AbortSignal): Promise<void> => delay(RESET_GRACE, undefined, { signal: gone });
