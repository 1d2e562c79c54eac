import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import { notify, type SsePoll, type SseTelemetry } from '../../telemetry/Telemetry.js';

/** Options for `tapSseTelemetry`. */
export interface TapSseTelemetryOptions {
  /**
   * A function applied to each error before it is reported, so that no hook receives a secret. Default: leaves it
   * unchanged.
   */
  readonly redact?: (error: ApiError) => ApiError;
  /**
   * A function applied to the names of events, since a server may repeat a secret anywhere. Default: leaves them
   * unchanged.
   */
  readonly redactText?: (text: string) => string;
  /** Measures waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Reports each wait for a frame to `onSsePoll`: its result and its duration in milliseconds.
 *
 * ```text
 * frames:  --a---b-|
 *     tapSseTelemetry(telemetry)
 * frames:  --a---b-|
 * reports: --x---y-z       x = { result: 'event', event: 'message', duration: 2 }
 * y = { result: 'event', event: 'message', duration: 4 }, z = { result: 'end', duration: 2 }
 * ```
 *
 * Errors of the source pass through; exceptions of the hook are dropped. Teardown: unsubscribes from the source;
 * unsubscribing before the end reports nothing.
 *
 * @example
 * frames$.pipe(tapSseTelemetry({ onSsePoll: ({ result, duration }) => console.debug(result, duration) }));
 */
export const tapSseTelemetry =
  (
    telemetry: SseTelemetry,
    { redact = (error) => error, redactText = (text) => text, scheduler = asyncScheduler }: TapSseTelemetryOptions = {},
  ): MonoTypeOperatorFunction<SseFrame> =>
  (frames) => {
    if (telemetry.onSsePoll === undefined) return frames; // without a listener, no clock is read for each frame
    return defer(() => {
      let startedAt = scheduler.now();
      const report = (poll: Omit<SsePoll, 'duration'>) => {
        const now = scheduler.now();
        notify(() => telemetry.onSsePoll?.({ ...poll, duration: now - startedAt }));
        startedAt = now;
      };
      return frames.pipe(
        tap({
          next: ({ event, comment }) =>
            report(comment ? { result: 'comment' } : { result: 'event', event: redactText(event) }),
          error: (error: unknown) =>
            report({ result: 'error', ...(isApiError(error) ? { error: redact(error) } : {}) }),
          complete: () => report({ result: 'end' }),
        }),
      );
    });
  };
