import type { Observable, SchedulerLike } from 'rxjs';
import { operate } from '../flow/operate.js';

/** A scheduler whose `now()` stays constant while one chunk is processed. */
export interface ChunkClock extends SchedulerLike {
  /**
   * An operator to apply to the source of the chunks. While a chunk passes through the operators that follow, `now()`
   * is constant.
   */
  readonly pace: <T>(chunks: Observable<T>) => Observable<T>;
}

/**
 * Creates a scheduler that reads the clock once per chunk, for operators that take the time of each value. If reading
 * the clock is a system call, one reading takes a fifth of the time needed to parse an event.
 *
 * ```text
 * chunks:  --[abc]-[d]--|
 *            clock.pace, mergeMap(split), map(() => clock.now())
 * output:  --(222)-8----|
 * read:    --x-----x          the clock itself, once for each chunk
 * ```
 *
 * Errors: none; errors of the chunks pass through `pace`. Teardown: `pace` unsubscribes from the chunks; scheduled work
 * runs on the given scheduler.
 *
 * @param scheduler the scheduler whose clock is read, and which runs scheduled work.
 *
 * @example
 * const clock = chunkClock(asyncScheduler);
 * bytes$.pipe(clock.pace, sseFrames(), idleTimeout(30_000, { scheduler: clock }));
 */
export const chunkClock = (scheduler: SchedulerLike): ChunkClock => {
  let isPassing = false;
  let read: number | undefined;
  return {
    now: () => (isPassing ? (read ??= scheduler.now()) : scheduler.now()),
    schedule: scheduler.schedule.bind(scheduler),
    pace: operate((subscriber) => ({
      next: (chunk) => {
        isPassing = true;
        read = undefined;
        subscriber.next(chunk);
        isPassing = false;
      },
    })),
  };
};
