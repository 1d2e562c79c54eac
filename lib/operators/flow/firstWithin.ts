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
 * Fails if no value arrives within a time. It does what RxJS's `timeout({ first })` does, without the observables that
 * make its error, since it runs in every attempt.
 *
 * Errors: that of `error`; errors of the source pass through. Teardown: stops the timer and unsubscribes from the
 * source.
 *
 * @param due in milliseconds.
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
