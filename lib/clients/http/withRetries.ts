import type { MonoTypeOperatorFunction } from 'rxjs';
import { refreshOnUnauthorized } from '../../operators/http/refreshOnUnauthorized.js';
import { retryWithBackoff } from '../../operators/http/retryWithBackoff.js';
import type { CallObserver } from './callObserver.js';
import type { EndpointSession } from './EndpointSession.js';

/**
 * Subscribes to the source again for every attempt that the session allows: after a back-off, and once more with
 * refreshed credentials where they were refused. Apply it to what emits no output yet, such as heads.
 */
export const withRetries =
  <T>(
    { provider, auth, retryBudget: budget, scheduler, random }: Omit<EndpointSession, 'transport' | 'telemetry'>,
    { onRetry }: Pick<CallObserver, 'onRetry'>,
  ): MonoTypeOperatorFunction<T> =>
  (attempts) =>
    attempts.pipe(
      retryWithBackoff(provider.retry, { onRetry, budget, scheduler, random }),
      refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),
    );
