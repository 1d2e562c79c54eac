import type { ApiErrorData } from './apiErrorData.js';
import { isPassingStatus, isQuotaCode } from './failureCodes.js';
import { foldApiError } from './foldApiError.js';
import type { StreamReason } from './StreamReason.js';
import { ABORTED, isTlsFailure } from './TransportError.js';

/** What comes out the same when it is asked for again, or is the caller's own doing. */
const FINAL: ReadonlySet<StreamReason> = new Set(['too_large', 'already_read', 'closed_by_caller', 'cancelled']);

/**
 * Whether asking again, with the whole turn, can help: true for lost and stalled connections, server faults, overload and
 * rate limits, false for what only another request, key or plan can mend. It is not whether a client did retry: clients
 * retry by themselves only before the first byte of an answer.
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
