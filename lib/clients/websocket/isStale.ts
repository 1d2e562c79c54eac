import { isApiError } from '../../protocol/errors/ApiError.js';
import { isStaleCode } from '../../protocol/errors/failureCodes.js';

/**
 * Whether an error is the connection's and not the request's, which a new connection and the whole request mend at once:
 * it has lived too long, was closed while it was idle, or has forgotten what was answered on it.
 */
export const isStale = (error: unknown): boolean => {
  if (!isApiError(error)) return false;
  if (error.type === 'retryable') return isStaleCode(error.code);
  return error.type === 'transport' && error.error.type === 'network' && error.error.code === 'WS_CLOSED';
};
