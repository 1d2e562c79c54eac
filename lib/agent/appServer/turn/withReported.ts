import { apiError, isApiError } from '../../../protocol/errors/ApiError.js';
import type { ThreadError } from '../../protocol/ThreadEvent.js';
import { failureOf } from '../../turn/turnFailure.js';

/**
 * Adds the error that the program reported before it exited: only that one has the reason. Any other error is returned
 * unchanged.
 */
export const withReported = (error: unknown, reported: ThreadError | undefined): unknown => {
  if (reported === undefined || !isApiError(error) || error.type !== 'stream' || error.reason !== 'process_ended')
    return error;
  const known = failureOf(reported);
  if (known !== undefined) return apiError(known);
  return apiError({ type: 'stream', reason: 'process_ended', detail: `${error.detail}; ${reported.message}` });
};
