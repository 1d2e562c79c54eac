import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
  type Subscriber,
  type Subscription,
} from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { followDemand } from '../../backpressure/followDemand.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { operate, type Handlers } from '../flow/operate.js';

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
export const idleTimeout = <T>(due: number, options: IdleTimeoutOptions = {}): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => new IdleClock<T>(subscriber, due, options));

class IdleClock<T> implements Handlers<T> {
  readonly #out: Subscriber<T>;
  readonly #due: number;
  readonly #detail: string;
  readonly #scheduler: SchedulerLike;
  readonly #demandChanges: Subscription;
  readonly #onAlarm = () => this.#check();
  #limit: number;
  #deadline = 0;
  #isExtended = false;
  #alarm: Subscription | undefined;

  constructor(
    out: Subscriber<T>,
    due: number,
    {
      demand = alwaysOpen,
      first = due,
      detail = 'idle timeout waiting for SSE',
      scheduler = asyncScheduler,
    }: IdleTimeoutOptions,
  ) {
    this.#out = out;
    this.#due = due;
    this.#detail = detail;
    this.#scheduler = scheduler;
    this.#limit = Math.min(first, due);
    this.#demandChanges = followDemand(
      demand,
      (isOpen) => {
        if (isOpen) this.#restart();
        else this.#alarm?.unsubscribe();
      },
      (cause) => out.error(cause),
    );
    if (demand.isOpen) this.#restart();
  }

  next(value: T): void {
    this.#limit = this.#due;
    this.#deadline = this.#scheduler.now() + this.#due;
    this.#isExtended = false;
    this.#out.next(value);
  }

  teardown(): void {
    this.#demandChanges.unsubscribe();
    this.#alarm?.unsubscribe();
  }

  #restart(): void {
    this.#alarm?.unsubscribe();
    this.#deadline = this.#scheduler.now() + this.#limit;
    this.#isExtended = false;
    this.#wakeIn(this.#limit);
  }

  #wakeIn(ms: number): void {
    this.#alarm = this.#scheduler.schedule(this.#onAlarm, ms);
  }

  #check(): void {
    const remaining = this.#deadline - this.#scheduler.now();
    if (remaining > this.#limit) {
      this.#restart(); // the clock was set back: no deadline is more than `limit` away
    } else if (remaining > 0) {
      this.#wakeIn(remaining);
    } else if (remaining < -LATE && !this.#isExtended) {
      this.#restart();
      this.#isExtended = true;
    } else {
      this.#out.error(apiError({ type: 'stream', reason: 'idle', detail: this.#detail }));
    }
  }
}
