import type { ApiErrorData } from './apiErrorData.js';
import { isPassingStatus, isQuotaCode } from './meaning/failureCodes.js';
import { foldApiError } from './foldApiError.js';
import type { StreamReason } from './StreamReason.js';
import { ABORTED, isTlsFailure } from './TransportError.js';

/** The reasons that a new request does not change, or that the caller caused. */
const FINAL: ReadonlySet<StreamReason> = new Set(['too_large', 'already_read', 'closed_by_caller', 'cancelled']);

/**
 * Returns whether sending the same request again can succeed. The result is true for lost and stalled connections,
 * server failures, overload and rate limits. It is false for errors that need another request, key or plan. The result
 * does not show that the client has retried: clients retry only before the first byte of an answer.
 *
 * @example
 * answer$.subscribe({ next: render, error: (error) => render(isRetryable(error) ? 'Try again.' : error.message) });
 */
export const isRetryable: (error: ApiErrorData) => boolean = foldApiError<boolean>({
  transport: ({ error, code }) => {
    if (error.type === 'http') return isPassingStatus(error.status) && !isQuotaCode(code);
    if (error.type === 'network') return error.code !== ABORTED && !isTlsFailure(error);
    return error.type === 'timeout';
  },
  api: ({ status, code }) => isPassingStatus(status) && !isQuotaCode(code),
  stream: ({ reason }) => !FINAL.has(reason),
  retryable: () => true,
  rate_limit: ({ retryable }) => retryable !== false,
  server_overloaded: () => true,
  file: () => false,
  unauthorized: () => false,
  not_found: () => false,
  context_window_exceeded: () => false,
  quota_exceeded: () => false,
  usage_not_included: () => false,
  incomplete: () => false,
  invalid_request: () => false,
  cyber_policy: () => false,
});
