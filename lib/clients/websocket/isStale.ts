import { isApiError } from '../../protocol/errors/ApiError.js';
import { isStaleCode } from '../../protocol/errors/meaning/failureCodes.js';

/**
 * Returns whether an error was caused by the connection and not by the request. Sending the complete request over a new
 * connection resolves it immediately. The connection has reached its age limit, was closed while idle, or the server
 * no longer has the previous response.
 */
export const isStale = (error: unknown): boolean => {
  if (!isApiError(error)) return false;
  if (error.type === 'retryable') return isStaleCode(error.code);
  return error.type === 'transport' && error.error.type === 'network' && error.error.code === 'WS_CLOSED';
};
