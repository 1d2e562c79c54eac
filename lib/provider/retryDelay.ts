import type { ApiError } from '../protocol/errors/ApiError.js';
import { isQuotaCode } from '../protocol/errors/failureCodes.js';
import { ABORTED, isTlsFailure } from '../protocol/errors/TransportError.js';
import { backoff } from './backoff.js';
import type { RetryConfig } from './RetryConfig.js';

/** Whether a failure is one that a retry may mend. Source: design 7, "which statuses are retried". */
export const isWorthARetry = (error: ApiError, config: RetryConfig): boolean => {
  if (error.type !== 'transport') return false;
  const { error: transport } = error;
  switch (transport.type) {
    case 'http': {
      if (isQuotaCode(error.code)) return false; // whatever x-should-retry says: waiting cannot fill a purse
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
 * Whether to try again after failure number `n` (1, 2, …), and after how many milliseconds; undefined means give up
 * with this very error. What the server asks for goes before the back-off, and if it asks for more than `maxDelay` we
 * give up at once rather than come back too early. Source: wire.md 3.4, design 7.
 */
export const retryDelay = (
  error: ApiError,
  n: number,
  config: RetryConfig,
  random: () => number,
): number | undefined => {
  if (n > config.maxAttempts || !isWorthARetry(error, config)) return undefined;
  const asked = error.type === 'transport' ? error.delay : undefined;
  if (asked === undefined) return backoff(config, n, random);
  return asked > config.maxDelay ? undefined : asked;
};
