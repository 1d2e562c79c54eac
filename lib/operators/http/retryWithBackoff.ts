import { asyncScheduler, retry, throwError, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { isApiError } from '../../protocol/errors/ApiError.js';
import { unlimitedRetries, type RetryBudget } from '../../provider/retryBudget.js';
import type { RetryConfig } from '../../provider/RetryConfig.js';
import { isWorthARetry, retryDelay } from '../../provider/retryDelay.js';
import type { RetryReport } from '../../telemetry/Telemetry.js';
import { tapFirst } from '../telemetry/tapFirst.js';

/** What waiting depends on. */
export interface RetryWithBackoffOptions {
  /** Called before every wait. */
  readonly onRetry?: (report: RetryReport) => void;
  /** Shared with others that ask the same server; while it is empty, nothing is retried. Default: no limit. */
  readonly budget?: RetryBudget;
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
 * attempt 1:  --#(http 500)
 * attempt 2:           ---#(http 503)         7 ms later
 * attempt 3:                            --h|  14 ms later
 *       retryWithBackoff({ ...provider.retry, baseDelay: 7 }, { random: () => 0.5 })
 * heads:      ----------------------------h|
 * ```
 *
 * Errors: the last attempt's own, when retries are used up, when asking again cannot help, when the server asks for
 * more patience than `maxDelay`, or when the budget is empty. Teardown: unsubscribing ends the attempt or the wait. Source: wire.md 3.4, design 7.
 *
 * @example
 * heads$.pipe(retryWithBackoff(provider.retry, { onRetry: ({ retry, delay }) => console.warn(retry, delay) }));
 */
export const retryWithBackoff =
  <T>(
    config: RetryConfig,
    {
      onRetry,
      budget = unlimitedRetries,
      scheduler = asyncScheduler,
      random = Math.random,
    }: RetryWithBackoffOptions = {},
  ): MonoTypeOperatorFunction<T> =>
  (attempts) =>
    attempts.pipe(
      tapFirst(() => budget.recordSuccess()),
      retry({
        delay: (error: unknown, n) => {
          if (!isApiError(error) || !isWorthARetry(error, config)) return throwError(() => error);
          // A last attempt takes a token too: the bucket measures the server, not the retries.
          const isAllowed = budget.recordFailure();
          const delay = retryDelay(error, n, config, random);
          if (!isAllowed || delay === undefined) return throwError(() => error);
          onRetry?.({ retry: n, delay, error });
          return timer(delay, scheduler);
        },
      }),
    );
