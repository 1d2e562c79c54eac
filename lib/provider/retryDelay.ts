import type { ApiError } from '../protocol/errors/ApiError.js';
import { isQuotaCode } from '../protocol/errors/failureCodes.js';
import { ABORTED, isTlsFailure } from '../protocol/errors/TransportError.js';
import { backoff } from './backoff.js';
import type { RetryConfig } from './RetryConfig.js';

/** True for a failure that a retry may resolve. */
// docs/decisions.md: statuses that are retried
export const isWorthARetry = (error: ApiError, config: RetryConfig): boolean => {
  if (error.type !== 'transport') return false;
  const { error: transport } = error;
  switch (transport.type) {
    case 'http': {
      // An exhausted quota does not recover by waiting.
      if (isQuotaCode(error.code)) return false; // even with x-should-retry: true
      const verdict = transport.headers['x-should-retry'];
      if (verdict === 'true' || verdict === 'false') return verdict === 'true';
      if (transport.status === 429) return config.retry429;
      return transport.status >= 500 ? config.retry5xx : config.retryStatuses.includes(transport.status);
    }
    case 'network':
      return config.retryTransport && transport.code !== ABORTED && !isTlsFailure(transport);
    case 'timeout':
      return config.retryTransport;
    case 'build':
    case 'retry_limit':
      return false;
  }
};

/**
 * The delay before the retry after failure number `n` (1, 2, …), in milliseconds; undefined for no retry, so that the
 * call fails with this error. A delay requested by the server takes precedence over the back-off. If it is longer than
 * `maxDelay`, there is no retry, because an earlier one would fail too.
 */
// docs/decisions.md: Retry-After
export const retryDelay = (
  error: ApiError,
  n: number,
  config: RetryConfig,
  random: () => number,
): number | undefined => {
  if (n > config.maxAttempts || !isWorthARetry(error, config)) return undefined;
  const requested = error.type === 'transport' ? error.delay : undefined;
  if (requested === undefined) return backoff(config, n, random);
  return requested > config.maxDelay ? undefined : requested;
};
