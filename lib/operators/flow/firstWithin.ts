import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { operate } from './operate.js';

/** Options for `firstWithin`. */
export interface FirstWithinOptions {
  /** Creates the error. */
  readonly error: () => unknown;
  /** Measures the time. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Fails if no value arrives within a time. It works like `timeout({ first })` of RxJS, but creates no observable for
 * its error, because it runs in every attempt.
 *
 * Errors: the result of `error`; errors of the source pass through. Teardown: stops the timer and unsubscribes from the
 * source.
 *
 * @param due the time, in milliseconds.
 *
 * @example
 * heads$.pipe(firstWithin(10_000, { error: () => new Error('no answer within 10 s') }));
 */
export const firstWithin = <T>(
  due: number,
  { error, scheduler = asyncScheduler }: FirstWithinOptions,
): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => {
    const alarm = scheduler.schedule(() => subscriber.error(error()), due);
    return {
      next: (value) => {
        alarm.unsubscribe();
        subscriber.next(value);
      },
      teardown: () => alarm.unsubscribe(),
    };
  });
