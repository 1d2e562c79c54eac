import {
  EMPTY,
  Observable,
  queueScheduler,
  Subscription,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Release, Mutex } from './Mutex.js';

/** What becomes of a subscriber whose turn has come. */
export interface ExclusiveOptions {
  /**
   * Subscribes to the source of one who had to wait. What the one before still gets in the same breath is then none of
   * its own. Default: queueScheduler, at once.
   */
  readonly scheduler?: SchedulerLike;
  /**
   * What the next one waits for when the source has ended or was left, e.g. that a process is gone. Subscribed then; the
   * turn is given on when it completes or fails, and nobody but itself ends it. Default: nothing.
   */
  readonly until?: Observable<unknown>;
}

/**
 * Waits for its turn before it subscribes to the source, and gives the turn on when the source has ended or was left.
 *
 * ```text
 * first:   --a---b|
 * second:         --c|           subscribed when the first one has ended
 *       merge(first.pipe(exclusive(turns)), second.pipe(exclusive(turns)))
 * output:  --a---b--c|
 *
 * first:   --a---b|
 * until:          ---|           what the first one leaves behind
 * second:            --c|
 *       merge(first.pipe(exclusive(turns, { until })), second.pipe(exclusive(turns)))
 * output:  --a---b-----c|
 * ```
 *
 * Errors: the source's. Teardown: the source's, then the turn's; a subscriber that leaves while it waits never
 * subscribes to the source. Source: wire.md 9.5.
 *
 * @param turns shared by all who must not run at the same time.
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
