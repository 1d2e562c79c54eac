import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import { notify, type SsePoll, type SseTelemetry } from '../../telemetry/Telemetry.js';

/** What is told, and how time is measured. */
export interface TapSseTelemetryOptions {
  /** Applied to every error that is told, so that no hook sees a secret. */
  readonly redact?: (error: ApiError) => ApiError;
  /** Applied to the names of events: a server may repeat a secret anywhere. */
  readonly redactText?: (text: string) => string;
  /** Measures waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells `onSsePoll` about every wait for a frame: what ended it and how many milliseconds it took.
 *
 * ```text
 * frames:  --a---b-|
 *     tapSseTelemetry(telemetry)
 * frames:  --a---b-|
 * told:    --x---y-z       x = { result: 'event', event: 'message', duration: 2 }
 * y = { result: 'event', event: 'message', duration: 4 }, z = { result: 'end', duration: 2 }
 * ```
 *
 * Errors and teardown: the source's. Source: wire.md 3.5.
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
    if (telemetry.onSsePoll === undefined) return frames; // no clock is read per frame when nobody listens
    return defer(() => {
      let begun = scheduler.now();
      const tell = (poll: Omit<SsePoll, 'duration'>) => {
        const now = scheduler.now();
        notify(() => telemetry.onSsePoll?.({ ...poll, duration: now - begun }));
        begun = now;
      };
      return frames.pipe(
        tap({
          next: ({ event, comment }) =>
            tell(comment ? { result: 'comment' } : { result: 'event', event: redactText(event) }),
          error: (error: unknown) => tell({ result: 'error', ...(isApiError(error) ? { error: redact(error) } : {}) }),
          complete: () => tell({ result: 'end' }),
        }),
      );
    });
  };
