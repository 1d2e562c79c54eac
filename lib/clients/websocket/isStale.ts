import { isApiError } from '../../protocol/errors/ApiError.js';
import { isStaleCode } from '../../protocol/errors/failureCodes.js';

/**
 * Returns whether an error is that of the connection and not of the request. A new connection and the whole request
 * resolve it immediately: the connection has reached its age limit, was closed while idle, or no longer knows the previous
 * response.
 */
export const isStale = (error: unknown): boolean => {
  if (!isApiError(error)) return false;
  if (error.type === 'retryable') return isStaleCode(error.code);
  return error.type === 'transport' && error.error.type === 'network' && error.error.code === 'WS_CLOSED';
};
