import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { ContextHooks } from '../../telemetry/AgentTelemetry.js';
import { notify } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';
import { inContext } from './inContext.js';

/** The members that every report of an end has. */
interface RunEnd {
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  readonly duration: number;
}

/** Hooks on one run of a tool or of an agent. */
export interface RunTelemetry<End extends RunEnd> extends ContextHooks {
  readonly onEnd?: ((end: End) => void) | undefined;
}

/** Options for `tapRunTelemetry`. */
export interface TapRunTelemetryOptions<T, End extends RunEnd> {
  /** Receives every value. */
  readonly onValue: (value: T) => void;
  /** Returns whether a value ends the run: unsubscribing after it is not a cancellation. Default: no value does. */
  readonly isLast?: ((value: T) => boolean) | undefined;
  /** Completes the report of the end. `error` is the error of the source, if it failed. */
  readonly endOf: (end: RunEnd, error: unknown) => End;
  /** Measures the duration. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Reports one run of a tool or of an agent to its hooks: `onEnd` once with the outcome, and the contexts of the
 * subscription and of the deliveries. Times are in milliseconds.
 *
 * ```text
 * events:  --a--b--|
 *          tapRunTelemetry(run, options)
 * events:  --a--b--|
 * reports: --------e       e = { outcome: 'completed', duration: 8 }
 * ```
 *
 * Errors of the source pass through; exceptions of a hook are dropped. Teardown: unsubscribes from the source;
 * unsubscribing before the end is reported as `cancelled`.
 */
export const tapRunTelemetry =
  <T, End extends RunEnd>(
    run: RunTelemetry<End> | undefined,
    { onValue, isLast = () => false, endOf, scheduler = asyncScheduler }: TapRunTelemetryOptions<T, End>,
  ): MonoTypeOperatorFunction<T> =>
  (source) => {
    if (run === undefined) return source;
    return source.pipe(
      operate<T, T>((subscriber) => {
        const startedAt = scheduler.now();
        let isOver = false;
        let isWhole = false;
        const report = (outcome: RunEnd['outcome'], error?: unknown) => {
          if (isOver) return;
          isOver = true;
          notify(() => run.onEnd?.(endOf({ outcome, duration: scheduler.now() - startedAt }, error)));
        };
        return {
          next: (value) => {
            notify(() => {
              onValue(value);
              isWhole ||= isLast(value);
            });
            subscriber.next(value);
          },
          error: (error) => {
            report('failed', error);
            subscriber.error(error);
          },
          complete: () => {
            report('completed');
            subscriber.complete();
          },
          teardown: () => report(isWhole ? 'completed' : 'cancelled'),
        };
      }),
      inContext({ within: run.within?.bind(run), outside: run.outside?.bind(run) }),
    );
  };
