import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { operate } from '../flow/operate.js';

/** What silence is measured with. */
export interface IdleTimeoutOptions {
  /** While it is closed, nothing can arrive and the clock stands still. Default: always open. */
  readonly demand?: Demand;
  /** The text of the error. Default `idle timeout waiting for SSE`. */
  readonly detail?: string;
  /** Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * A timer that wakes up this many milliseconds late says that the program was held up (a long computation, a suspended
 * process) or that the clock was set, not that the server is silent: what it sent may still lie in the socket's buffer.
 */
const LATE = 50;

/**
 * Fails when nothing comes for `due` milliseconds: before the first value, between two values, or after the last.
 *
 * ```text
 * source:  --a--b----------
 *          idleTimeout(5)
 * output:  --a--b----#          stream error: idle timeout waiting for SSE
 *
 * source:  --a--------------
 * demand:  ---close---open--    the silence begins anew
 *          idleTimeout(5, { demand })
 * output:  --a-------------#    stream error: idle timeout waiting for SSE
 * ```
 *
 * Keeps one timer per silence, not one per value: each value only moves the deadline. After a timer that fired late it
 * allows one more whole silence. Errors: `stream`; the source's. Teardown: stops the timer and the source.
 * Source: wire.md 3.6; design 6, 7 "idle clock".
 *
 * @param due the longest silence, in milliseconds, above 0 and below 2^31.
 *
 * @example
 * frames$.pipe(idleTimeout(30_000));
 */
export const idleTimeout = <T>(
  due: number,
  { demand = alwaysOpen, detail = 'idle timeout waiting for SSE', scheduler = asyncScheduler }: IdleTimeoutOptions = {},
): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => {
    let deadline = 0;
    let forgiven = false;
    let alarm: Subscription | undefined;

    const wakeIn = (ms: number) => {
      alarm = scheduler.schedule(onAlarm, ms);
    };
    const restart = () => {
      alarm?.unsubscribe();
      deadline = scheduler.now() + due;
      forgiven = false;
      wakeIn(due);
    };
    const onAlarm = () => {
      const left = deadline - scheduler.now();
      if (left > due) {
        restart(); // the clock was set back: no deadline can be farther than `due`
      } else if (left > 0) {
        wakeIn(left);
      } else if (left < -LATE && !forgiven) {
        restart();
        forgiven = true;
      } else {
        subscriber.error(apiError({ type: 'stream', reason: 'idle', detail }));
      }
    };

    const demandChanges = demand.changes.subscribe({
      next: (isOpen) => {
        if (isOpen) restart();
        else alarm?.unsubscribe();
      },
      error: (cause: unknown) => subscriber.error(cause),
    });
    if (demand.isOpen) restart();

    return {
      next: (value) => {
        deadline = scheduler.now() + due;
        forgiven = false;
        subscriber.next(value);
      },
      teardown: () => {
        demandChanges.unsubscribe();
        alarm?.unsubscribe();
      },
    };
  });
