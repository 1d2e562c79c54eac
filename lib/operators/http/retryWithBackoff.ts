import {
  asyncScheduler,
  identity,
  retry,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { isApiError } from '../../protocol/errors/ApiError.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { unlimitedRetries, type RetryBudget } from '../../provider/retryBudget.js';
import { withDefaults, type Undefinable } from '../../provider/Provider.js';
import { defaultRetryConfig, type RetryConfig } from '../../provider/RetryConfig.js';
import { delayOfRetry, isWorthARetry } from '../../provider/retryDelay.js';
import type { RetryReport } from '../../telemetry/Telemetry.js';
import { tapFirst } from '../telemetry/tapFirst.js';

/** Options for `retryWithBackoff`. */
export interface RetryWithBackoffOptions {
  /** A callback, called before each wait. */
  readonly onRetry?: (report: RetryReport) => void;
  /**
   * A budget shared with other clients of the same server. While it is empty, nothing is retried. Default: no limit.
   */
  readonly budget?: RetryBudget;
  /**
   * Returns whether a failure is retried. With it, the operator retries any stream, with errors of any kind. Default:
   * failures of a connection, and the statuses that `config` names.
   */
  readonly isRetryable?: ((error: unknown) => boolean) | undefined;
  /** Measures the waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
  /** The random part of the back-off, from 0 to 1. Default: Math.random. */
  readonly random?: () => number;
}

// docs/wire.md, section 3.4
// docs/decisions.md: which statuses are retried
/**
 * Subscribes again to a source that failed to open. It waits for as long as the server requested, otherwise for
 * `baseDelay`, twice that, four times that …, each ± 10 %. Apply it to a source that emits response heads (status and
 * headers) and not bodies, so that no part of a body is delivered twice.
 *
 * ```text
 * attempt 1:  --#(http 500)
 * attempt 2:           ---#(http 503)         7 ms later
 * attempt 3:                            --h|  14 ms later
 *       retryWithBackoff({ ...provider.retry, baseDelay: 7 }, { random: () => 0.5 })
 * heads:      ----------------------------h|
 * ```
 *
 * Errors: the error of the last attempt, when no retries remain, when another attempt cannot succeed, when the server
 * requests a longer wait than `maxDelay`, or when the budget is empty.
 *
 * Teardown: unsubscribing ends the attempt or the wait.
 *
 * @param config the members that differ from the defaults: 4 retries, the first after 200 ms.
 *
 * @example
 * heads$.pipe(retryWithBackoff(provider.retry, { onRetry: ({ retry, delay }) => console.warn(retry, delay) }));
 */
export const retryWithBackoff =
  <T>(
    config: Undefinable<RetryConfig> = {},
    {
      onRetry,
      isRetryable,
      budget = unlimitedRetries,
      scheduler = asyncScheduler,
      random = Math.random,
    }: RetryWithBackoffOptions = {},
  ): MonoTypeOperatorFunction<T> =>
  (attempts) => {
    const retries = withDefaults(defaultRetryConfig, config);
    const canSucceed = isRetryable ?? ((error: unknown) => isApiError(error) && isWorthARetry(error, retries));
    return attempts.pipe(
      budget === unlimitedRetries ? identity : tapFirst(() => budget.recordSuccess()),
      retry({
        delay: (cause: unknown, n) => {
          if (!canSucceed(cause)) return throwError(() => cause);
          // A last attempt takes a token too: the budget counts failures of the server, not retries.
          const isAllowed = budget.recordFailure();
          const error = toApiError(cause);
          const delay = delayOfRetry(error, n, retries, random);
          if (!isAllowed || delay === undefined) return throwError(() => cause);
          onRetry?.({ retry: n, delay, error });
          return timer(delay, scheduler);
        },
      }),
    );
  };
