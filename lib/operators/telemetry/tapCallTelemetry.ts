import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { isMetadata } from '../../answer/isMetadata.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { notify, type CallEnd, type CallTelemetry } from '../../telemetry/Telemetry.js';
import { inContext } from './inContext.js';
import { operate } from '../flow/operate.js';

/** Options for `tapCallTelemetry`. */
export interface TapCallTelemetryOptions<T> {
  /** Returns the event that a value stands for. Default: no value is an event, and `onEvent` is not called. */
  readonly eventOf?: ((value: T) => ResponseEvent | undefined) | undefined;
  /** Measures durations. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Reports one call to its hooks: `onEvent` for each event, and `onEnd` once with the outcome. All times are in
 * milliseconds. If the subscriber unsubscribes after the `completed` event, the call is reported as completed.
 *
 * ```text
 * events:  --a--b--|
 *          tapCallTelemetry(call, { eventOf: identity })
 * events:  --a--b--|
 * reports: --a--b--e       e = { outcome: 'completed', duration: 8, firstEventAfter: 2 }
 * ```
 *
 * Errors of the source pass through; exceptions of a hook are dropped. Teardown: unsubscribes from the source;
 * unsubscribing before the end is reported as `cancelled`.
 *
 * @example
 * answer$.pipe(tapCallTelemetry({ onEnd: ({ outcome, duration }) => console.debug(outcome, duration) }));
 */
export const tapCallTelemetry =
  <T>(
    call: CallTelemetry,
    { eventOf = () => undefined, scheduler = asyncScheduler }: TapCallTelemetryOptions<T> = {},
  ): MonoTypeOperatorFunction<T> =>
  (source) => {
    const { onEvent, onEnd, within, outside } = call;
    if ([onEvent, onEnd, within, outside].every((hook) => hook === undefined)) return source;
    return source.pipe(
      operate<T, T>((subscriber) => {
        const startedAt = scheduler.now();
        const first: { firstEventAfter?: number } = {};
        let isOver = false;
        let isWhole = false;
        const reportEnd = (outcome: CallEnd['outcome'], why: { readonly error?: ApiError } = {}) => {
          if (isOver) return;
          isOver = true;
          const duration = scheduler.now() - startedAt;
          notify(() => call.onEnd?.({ outcome, ...why, duration, ...first }));
        };
        const reportEvent = (event: ResponseEvent) => {
          if (!isMetadata(event)) first.firstEventAfter ??= scheduler.now() - startedAt;
          isWhole ||= event.type === 'completed';
          notify(() => call.onEvent?.(event));
        };
        return {
          next: (value) => {
            const event = eventOf(value);
            if (event !== undefined) reportEvent(event);
            subscriber.next(value);
          },
          error: (error) => {
            reportEnd('failed', isApiError(error) ? { error } : {});
            subscriber.error(error);
          },
          complete: () => {
            reportEnd('completed');
            subscriber.complete();
          },
          teardown: () => reportEnd(isWhole ? 'completed' : 'cancelled'),
        };
      }),
      inContext({ within: within?.bind(call), outside: outside?.bind(call) }),
    );
  };
