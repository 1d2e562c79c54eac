import type { MonoTypeOperatorFunction } from 'rxjs';
import { refreshOnUnauthorized } from '../../operators/http/refreshOnUnauthorized.js';
import { retryWithBackoff, type RetryWithBackoffOptions } from '../../operators/http/retryWithBackoff.js';
import type { CallObserver } from './callObserver.js';
import type { EndpointSession } from './EndpointSession.js';

/**
 * Subscribes to the source again for each retry that the session allows: after a delay, and once more with refreshed
 * credentials after a 401. Apply it only to a stream that emits before any output, such as a stream of response heads
 * (status and headers).
 */
export const withRetries =
  <T>(
    { provider, auth, retryBudget: budget, scheduler, random }: Omit<EndpointSession, 'transport' | 'telemetry'>,
    { onRetry }: Pick<CallObserver, 'onRetry'>,
    { isRetryable }: Pick<RetryWithBackoffOptions, 'isRetryable'> = {},
  ): MonoTypeOperatorFunction<T> =>
  (attempts) =>
    attempts.pipe(
      retryWithBackoff(provider.retry, { isRetryable, onRetry, budget, scheduler, random }),
      refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),
    );
