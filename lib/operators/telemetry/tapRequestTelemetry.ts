import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import { notify, type RequestTelemetry } from '../../telemetry/Telemetry.js';

/** What is told, and how time is measured. */
export interface TapRequestTelemetryOptions {
  /** Applied to every error that is told, so that no hook sees a secret. */
  readonly redact?: (error: ApiError) => ApiError;
  /** Measures durations. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells `onRequest` about every attempt: its number, status or error, and duration in milliseconds. The number counts
 * the subscriptions to what this call returned: call it once per exchange and put it inside what is retried.
 *
 * ```text
 * attempt 1:  --#
 * attempt 2:       --h|
 *     tapRequestTelemetry(telemetry), retry({ delay: 3 })
 * heads:      -------h|
 * told:       --a----b           a = { attempt: 0, error, duration: 2 }, b = { attempt: 1, status: 200, duration: 2 }
 * ```
 *
 * Errors and teardown: the source's; leaving early tells nothing. Source: wire.md 3.5.
 *
 * @example
 * defer(() => heads$.pipe(tapRequestTelemetry({ onRequest: (r) => console.debug(r.status, r.duration) }), retry(2)));
 */
export const tapRequestTelemetry = <T extends StreamResponse>(
  telemetry: RequestTelemetry,
  { redact = (error) => error, scheduler = asyncScheduler }: TapRequestTelemetryOptions = {},
): MonoTypeOperatorFunction<T> => {
  let attempts = 0; // outside the retried source: it must survive the attempts that it counts
  return (source) => {
    if (telemetry.onRequest === undefined) return source;
    return defer(() => {
      const attempt = attempts++;
      const begun = scheduler.now();
      const duration = () => scheduler.now() - begun;
      return source.pipe(
        tap({
          next: ({ status }) => {
            notify(() => telemetry.onRequest?.({ attempt, status, duration: duration() }));
          },
          error: (error: unknown) => {
            if (!isApiError(error)) return;
            const response = responseOf(error);
            const http = response === undefined ? {} : { status: response.status };
            notify(() => telemetry.onRequest?.({ attempt, ...http, error: redact(error), duration: duration() }));
          },
        }),
      );
    });
  };
};
