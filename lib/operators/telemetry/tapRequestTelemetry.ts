import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import { apiRateLimitsOf } from '../../provider/apiRateLimits.js';
import { processingTimeOf, requestIdOf } from '../../provider/headerEvents.js';
import { notify, type RequestTelemetry } from '../../telemetry/Telemetry.js';

/** Options for `tapRequestTelemetry`. */
export interface TapRequestTelemetryOptions {
  /**
   * A function applied to each error before it is reported, so that no hook receives a secret. Default: leaves it
   * unchanged.
   */
  readonly redact?: (error: ApiError) => ApiError;
  /** Masks secrets in the request id. Default: none. */
  readonly redactText?: (text: string) => string;
  /** Measures durations. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

// docs/wire.md, section 3.5
/**
 * Reports each attempt to `onRequest`: its number from 0, its status or error, and its duration in milliseconds. The
 * number counts the subscriptions made through the returned operator. Create one operator per call, and apply it before
 * the operator that retries.
 *
 * ```text
 * attempt 1:  --#
 * attempt 2:       --h|
 *     tapRequestTelemetry(telemetry), retry({ delay: 3 })
 * heads:      -------h|
 * reports:    --a----b           a = { attempt: 0, error, duration: 2 }, b = { attempt: 1, status: 200, duration: 2 }
 * ```
 *
 * Errors of the source pass through; exceptions of the hook are dropped. Teardown: unsubscribes from the source;
 * unsubscribing before the end reports nothing.
 *
 * @example
 * defer(() => heads$.pipe(tapRequestTelemetry({ onRequest: (r) => console.debug(r.status, r.duration) }), retry(2)));
 */
export const tapRequestTelemetry = <T extends StreamResponse>(
  telemetry: RequestTelemetry,
  {
    redact = (error) => error,
    redactText = (text) => text,
    scheduler = asyncScheduler,
  }: TapRequestTelemetryOptions = {},
): MonoTypeOperatorFunction<T> => {
  let attempts = 0; // outside `defer`: the count must survive the attempts
  return (source) => {
    if (telemetry.onRequest === undefined) return source;
    return defer(() => {
      const attempt = attempts++;
      const startedAt = scheduler.now();
      const duration = () => scheduler.now() - startedAt;
      return source.pipe(
        tap({
          next: ({ status, headers }) => {
            const limits = apiRateLimitsOf(headers, scheduler.now());
            const id = requestIdOf(headers);
            const given = definedMembers({
              rateLimits: limits.length === 0 ? undefined : limits,
              requestId: id === undefined ? undefined : redactText(id),
              processingTime: processingTimeOf(headers),
            });
            notify(() => telemetry.onRequest?.({ attempt, status, ...given, duration: duration() }));
          },
          error: (error: unknown) => {
            if (!isApiError(error)) return;
            const http = definedMembers({ status: responseOf(error)?.status });
            notify(() => telemetry.onRequest?.({ attempt, ...http, error: redact(error), duration: duration() }));
          },
        }),
      );
    });
  };
};
