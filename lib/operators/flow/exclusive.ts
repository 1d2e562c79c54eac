import {
  EMPTY,
  Observable,
  queueScheduler,
  Subscription,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Release, Mutex } from './Mutex.js';

/** Options for `exclusive`. */
export interface ExclusiveOptions {
  /**
   * Schedules the subscription to the source if it had to wait for the lock. Values that the previous holder emits
   * synchronously while it releases the lock are then delivered first. Default: queueScheduler.
   */
  readonly scheduler?: SchedulerLike;
  /**
   * Delays the release of the lock, e.g. until a process has exited. The operator subscribes to this observable when
   * the source ends or the subscriber unsubscribes, and releases the lock when the observable completes or fails. It
   * never unsubscribes from it. Default: nothing, the lock is released immediately.
   */
  readonly until?: Observable<unknown>;
}

/**
 * Acquires the lock before it subscribes to the source, and releases the lock when the source ends or the subscriber
 * unsubscribes.
 *
 * ```text
 * first:   --a---b|
 * second:         --c|           subscribed when the first one has ended
 *       merge(first.pipe(exclusive(mutex)), second.pipe(exclusive(mutex)))
 * output:  --a---b--c|
 *
 * first:   --a---b|
 * until:          ---|           holds the lock after the end of the first one
 * second:            --c|
 *       merge(first.pipe(exclusive(mutex, { until })), second.pipe(exclusive(mutex)))
 * output:  --a---b-----c|
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source, then releases the lock; a subscriber that unsubscribes
 * while it waits leaves the queue and never subscribes to the source.
 *
 * @param mutex shared by all sources that must not run at the same time.
 *
 * @example
 * const mutex = new Mutex();
 * const ask = (question: string) => client.streamPrompt('gpt-5.1', question).pipe(exclusive(mutex));
 * merge(ask('What is RxJS?'), ask('And who wrote it?')).subscribe(render); // the second one when the first one is over
 */
export const exclusive =
  <T>(
    mutex: Mutex,
    { scheduler = queueScheduler, until = EMPTY }: ExclusiveOptions = {},
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      const waiting = new Subscription();
      let hasToWait = false;
      let isRunning = false;
      const run = (release: Release) => {
        isRunning = true;
        source.subscribe(subscriber);
        // behind the source's own teardown
        subscriber.add(() => until.subscribe({ complete: release, error: release }));
      };
      const release = mutex.acquire((releaseHeld) => {
        if (hasToWait) waiting.add(scheduler.schedule(() => run(releaseHeld)));
        else run(releaseHeld);
      });
      hasToWait = true;
      return () => {
        waiting.unsubscribe();
        if (!isRunning) release();
      };
    });
