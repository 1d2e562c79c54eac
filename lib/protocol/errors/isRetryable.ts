import { foldApiError, type ApiError } from './ApiError.js';
import { isPassingStatus, isQuotaCode } from './failureCodes.js';
import { ABORTED, isTlsFailure } from './TransportError.js';

/**
 * Whether asking again, with the whole turn, can help: true for lost and stalled connections, server faults and rate
 * limits, false for what only another request, key or plan can mend. It is not whether a client did retry: clients
 * retry by themselves only before the first byte of an answer. Source: wire.md 11.
 *
 * @example
 * answer$.subscribe({ next: render, error: (error) => render(isRetryable(error) ? 'Try again.' : error.message) });
 */
export const isRetryable: (error: ApiError) => boolean = foldApiError<boolean>({
  transport: ({ error, code }) => {
    if (error.type === 'http') return isPassingStatus(error.status) && !isQuotaCode(code);
    if (error.type === 'network') return error.code !== ABORTED && !isTlsFailure(error);
    return error.type === 'timeout';
  },
  api: ({ status, code }) => isPassingStatus(status) && !isQuotaCode(code),
  stream: () => true,
  retryable: () => true,
  rate_limit: () => true,
  context_window_exceeded: () => false,
  quota_exceeded: () => false,
  usage_not_included: () => false,
  incomplete: () => false,
  invalid_request: () => false,
  server_overloaded: () => false,
  cyber_policy: () => false,
});
