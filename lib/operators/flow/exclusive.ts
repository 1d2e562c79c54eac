import {
  EMPTY,
  Observable,
  queueScheduler,
  Subscription,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Release, Mutex } from './Mutex.js';

/** Options of `exclusive`. */
export interface ExclusiveOptions {
  /**
   * Schedules the subscription to a source that had to wait, so that it begins only after the previous subscriber has
   * received everything that is emitted synchronously. Default: queueScheduler, without delay.
   */
  readonly scheduler?: SchedulerLike;
  /**
   * Delays the release of the lock after the source has ended or was unsubscribed, e.g. until a process has exited. It
   * is subscribed then, and its completion or error releases the lock. It cannot be cancelled. Default: no delay.
   */
  readonly until?: Observable<unknown>;
}

/**
 * Subscribes to the source once the lock is free, and releases the lock when the source has ended or was unsubscribed.
 *
 * ```text
 * first:   --a---b|
 * second:         --c|           subscribed when the first one has ended
 *       merge(first.pipe(exclusive(turns)), second.pipe(exclusive(turns)))
 * output:  --a---b--c|
 *
 * first:   --a---b|
 * until:          ---|           delays the release after the first one
 * second:            --c|
 *       merge(first.pipe(exclusive(turns, { until })), second.pipe(exclusive(turns)))
 * output:  --a---b-----c|
 * ```
 *
 * Errors: the source's. Teardown: the source's, then `until`, then the lock is released. Unsubscribing while it waits
 * leaves the queue, and the source is never subscribed.
 *
 * @param turns the lock, shared by all that must not run at the same time.
 *
 * @example
 * const turns = new Mutex();
 * const ask = (question: string) => client.streamPrompt('gpt-5.1', question).pipe(exclusive(turns));
 * merge(ask('What is RxJS?'), ask('And who wrote it?')).subscribe(render); // the second one when the first one is over
 */
export const exclusive =
  <T>(
    turns: Mutex,
    { scheduler = queueScheduler, until = EMPTY }: ExclusiveOptions = {},
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      const waiting = new Subscription();
      let hasToWait = false;
      let isRunning = false;
      const run = (leave: Release) => {
        isRunning = true;
        source.subscribe(subscriber);
        // behind the source's own teardown
        subscriber.add(() => until.subscribe({ complete: leave, error: leave }));
      };
      const leave = turns.acquire((giveOn) => {
        if (hasToWait) waiting.add(scheduler.schedule(() => run(giveOn)));
        else run(giveOn);
      });
      hasToWait = true;
      return () => {
        waiting.unsubscribe();
        if (!isRunning) leave();
      };
    });
