import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { followDemand } from '../../backpressure/followDemand.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { operate } from '../flow/operate.js';

/** Options for `idleTimeout`. */
export interface IdleTimeoutOptions {
  /**
   * Reports whether the source may be read (backpressure). While it may not, no value can arrive, and the time does not
   * count as silence. Default: always open.
   */
  readonly demand?: Demand;
  /** The longest silence before the first value, in milliseconds, if it is shorter than `due`. Default: `due`. */
  readonly first?: number | undefined;
  /** The `detail` of the error. Default: `idle timeout waiting for SSE`. */
  readonly detail?: string;
  /** Measures the silence. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * The delay, in milliseconds, by which a timer may fire late and still count. A later timer shows that the program was
 * blocked or suspended, or that the clock was set: data may be waiting in the socket's buffer.
 */
const LATE = 50;

// docs/wire.md, section 3.6
// docs/decisions.md: idle clock
/**
 * Fails when no value arrives for `due` milliseconds: before the first value, between two values, or after the last.
 *
 * ```text
 * source:  --a--b----------
 *          idleTimeout(5)
 * output:  --a--b----#          stream error: idle timeout waiting for SSE
 *
 * source:  --a--------------
 * demand:  ---close---open--    the silence is measured from here
 *          idleTimeout(5, { demand })
 * output:  --a-------------#    stream error: idle timeout waiting for SSE
 * ```
 *
 * Each value moves the deadline of one timer; it does not start another timer. If the timer fires more than 50 ms late,
 * the source gets `due` milliseconds once more.
 *
 * Errors: a `stream` error after the silence; errors of the source pass through. Teardown: stops the timer and
 * unsubscribes from the source.
 *
 * @param due the longest silence, in milliseconds, greater than 0 and less than 2^31.
 *
 * @example
 * frames$.pipe(idleTimeout(30_000));
 */
export const idleTimeout = <T>(
  due: number,
  {
    demand = alwaysOpen,
    first = due,
    detail = 'idle timeout waiting for SSE',
    scheduler = asyncScheduler,
  }: IdleTimeoutOptions = {},
): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => {
    let limit = Math.min(first, due);
    let deadline = 0;
    let isExtended = false;
    let alarm: Subscription | undefined;

    const wakeIn = (ms: number) => {
      alarm = scheduler.schedule(onAlarm, ms);
    };
    const restart = () => {
      alarm?.unsubscribe();
      deadline = scheduler.now() + limit;
      isExtended = false;
      wakeIn(limit);
    };
    const onAlarm = () => {
      const remaining = deadline - scheduler.now();
      if (remaining > limit) {
        restart(); // the clock was set back: no deadline is more than `limit` away
      } else if (remaining > 0) {
        wakeIn(remaining);
      } else if (remaining < -LATE && !isExtended) {
        restart();
        isExtended = true;
      } else {
        subscriber.error(apiError({ type: 'stream', reason: 'idle', detail }));
      }
    };

    const demandChanges = followDemand(
      demand,
      (isOpen) => {
        if (isOpen) restart();
        else alarm?.unsubscribe();
      },
      (cause) => subscriber.error(cause),
    );
    if (demand.isOpen) restart();

    return {
      next: (value) => {
        limit = due;
        deadline = scheduler.now() + due;
        isExtended = false;
        subscriber.next(value);
      },
      teardown: () => {
        demandChanges.unsubscribe();
        alarm?.unsubscribe();
      },
    };
  });
