import type { ApiError } from '../protocol/errors/ApiError.js';
import { isQuotaCode } from '../protocol/errors/meaning/failureCodes.js';
import { isRetryable } from '../protocol/errors/isRetryable.js';
import { responseOf } from '../protocol/errors/responseOf.js';
import { ABORTED, isTlsFailure, type HttpError } from '../protocol/errors/TransportError.js';
import { backoff } from './backoff.js';
import type { RetryConfig } from './RetryConfig.js';

const isQuota = ({ type, code }: ApiError): boolean =>
  type === 'quota_exceeded' || type === 'usage_not_included' || isQuotaCode(code);

const isRetriedStatus = (status: number, config: RetryConfig): boolean => {
  if (status === 429) return config.retry429;
  return status >= 500 ? config.retry5xx : config.retryStatuses.includes(status);
};

/**
 * Returns whether an unsuccessful HTTP response is retried. The kind of the error counts, or the status if the kind is
 * unknown.
 */
const isRetriedResponse = (error: ApiError, { status, headers }: HttpError, config: RetryConfig): boolean => {
  if (isQuota(error)) return false; // even with `x-should-retry: true`: a retry cannot add credit
  const verdict = headers['x-should-retry'];
  if (verdict === 'true' || verdict === 'false') return verdict === 'true';
  if (error.type === 'transport') return isRetriedStatus(status, config);
  if (!isRetryable(error)) return config.retryStatuses.includes(status);
  if (error.type === 'rate_limit') return config.retry429;
  return status === 429 ? config.retry429 : config.retry5xx;
};

/** Returns whether a retry can succeed after a failure. */
export const isWorthARetry = (error: ApiError, config: RetryConfig): boolean => {
  const response = responseOf(error);
  if (response !== undefined) return isRetriedResponse(error, response, config);
  if (error.type !== 'transport') return false;
  const { error: transport } = error;
  if (transport.type === 'network')
    return config.retryTransport && transport.code !== ABORTED && !isTlsFailure(transport);
  return transport.type === 'timeout' && config.retryTransport;
};

/**
 * Returns the delay before the retry after failure number `n` (1, 2, …), in milliseconds. Returns undefined if there is
 * no retry; the call then fails with this error. A delay requested by the server takes precedence over the back-off. If
 * it is longer than `maxDelay`, there is no retry, because an earlier one would fail too.
 */
// docs/decisions.md: Retry-After
export const delayOfRetry = (
  { delay: asked }: Pick<ApiError, 'delay'>,
  n: number,
  config: Pick<RetryConfig, 'maxAttempts' | 'baseDelay' | 'maxDelay'>,
  random: () => number,
): number | undefined => {
  if (n > config.maxAttempts) return undefined;
  if (asked === undefined) return backoff(config, n, random);
  return asked > config.maxDelay ? undefined : asked;
};

/** Returns the delay before a retry, as `delayOfRetry` does, and undefined if a retry cannot succeed. */
export const retryDelay = (
  error: ApiError,
  n: number,
  config: RetryConfig,
  random: () => number,
): number | undefined => (isWorthARetry(error, config) ? delayOfRetry(error, n, config, random) : undefined);
