import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { isMetadata } from '../../answer/isMetadata.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { notify, type CallEnd, type CallTelemetry } from '../../telemetry/Telemetry.js';
import { inContext } from './inContext.js';
import { operate } from '../flow/operate.js';

/** What is told, and how time is measured. */
export interface TapCallTelemetryOptions<T> {
  /** The event that a value is. Default: values are no events, and `onEvent` is not called. */
  readonly eventOf?: ((value: T) => ResponseEvent | undefined) | undefined;
  /** Measures durations. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells the hooks of one call what becomes of it: every event, and once how it ended. A stream that is left after its
 * `completed` event counts as completed.
 *
 * ```text
 * events:  --a--b--|
 *          tapCallTelemetry(call, { eventOf: identity })
 * events:  --a--b--|
 * told:    --a--b--e       e = { outcome: 'completed', duration: 8, firstEventAfter: 2 }
 * ```
 *
 * Errors and teardown: the source's; leaving early is told as `cancelled`. Source: demands.md 5.
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
        const begun = scheduler.now();
        const first: { firstEventAfter?: number } = {};
        let isOver = false;
        let isWhole = false;
        const tellEnd = (outcome: CallEnd['outcome'], why: { readonly error?: ApiError } = {}) => {
          if (isOver) return;
          isOver = true;
          const duration = scheduler.now() - begun;
          notify(() => call.onEnd?.({ outcome, ...why, duration, ...first }));
        };
        const tellEvent = (event: ResponseEvent) => {
          if (!isMetadata(event)) first.firstEventAfter ??= scheduler.now() - begun;
          isWhole = event.type === 'completed';
          notify(() => call.onEvent?.(event));
        };
        return {
          next: (value) => {
            const event = eventOf(value);
            if (event !== undefined) tellEvent(event);
            subscriber.next(value);
          },
          error: (error) => {
            tellEnd('failed', isApiError(error) ? { error } : {});
            subscriber.error(error);
          },
          complete: () => {
            tellEnd('completed');
            subscriber.complete();
          },
          teardown: () => tellEnd(isWhole ? 'completed' : 'cancelled'),
        };
      }),
      inContext({ within: within?.bind(call), outside: outside?.bind(call) }),
    );
  };
