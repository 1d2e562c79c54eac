import { asyncScheduler, retry, throwError, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError } from '../protocol/ApiError.js';
import type { RetryConfig } from '../provider/RetryConfig.js';
import { retryDelay } from '../provider/retryDelay.js';
import type { RetryReport } from '../provider/Telemetry.js';

/** What waiting depends on. */
export interface RetryWithBackoffOptions {
  /** Called before every wait. */
  readonly onRetry?: (report: RetryReport) => void;
  /** Measures the waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
  /** The chance in the back-off, 0 to 1. Default: Math.random. */
  readonly random?: () => number;
}

/**
 * Subscribes anew to a source that failed to open, after the time that the server asked for, else after
 * `baseDelay`, twice that, four times that …, give or take a tenth. Put it where the source emits heads and not
 * bodies: what was delivered is then never asked for again.
 *
 * ```text
 * attempt 1:  --#                            http 500
 * attempt 2:           ---#                  http 503
 * attempt 3:                            --h|
 *       retryWithBackoff({ baseDelay: 7, … })       random: () => 0.5
 * heads:      ----------------------------h|
 * waits:        7 ms      14 ms
 * ```
 *
 * Errors: the last attempt's own, when retries are used up, when asking again cannot help, or when the server asks for
 * more patience than `maxDelay`. Teardown: unsubscribing ends the attempt or the wait. Source: wire.md 3.4, design 7.
 *
 * @example
 * heads$.pipe(retryWithBackoff(provider.retry, { scheduler, random: () => 0.5 }));
 */
export const retryWithBackoff = <T>(
  config: RetryConfig,
  { onRetry, scheduler = asyncScheduler, random = Math.random }: RetryWithBackoffOptions = {},
): MonoTypeOperatorFunction<T> =>
  retry({
    delay: (error: unknown, n) => {
      const delay = isApiError(error) ? retryDelay(error, n, config, random) : undefined;
      if (!isApiError(error) || delay === undefined) return throwError(() => error);
      onRetry?.({ retry: n, delay, error });
      return timer(delay, scheduler);
    },
  });
