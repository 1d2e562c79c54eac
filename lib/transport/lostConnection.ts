import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { ABORTED } from '../protocol/errors/TransportError.js';
import { connectionError } from './connectionError.js';

/**
 * Converts the error of a connection that was lost after the response had begun to an `ApiError` of type `stream`, with
 * the system's code. Its reason is `connection_lost`, or `idle` for a timeout of the runtime. (Before the response, the
 * same failure has the type `transport`.) An abort, and an `ApiError` of another kind, is returned unchanged.
 */
export const lostConnection = (
  cause: unknown,
  phase = 'the connection was lost in the middle of the body',
): ApiError => {
  const failure = connectionError(cause, phase);
  if (failure.type !== 'transport' || failure.code === ABORTED) return failure;
  const { error, code } = failure;
  if (error.type !== 'network' && error.type !== 'timeout') return failure;
  return apiError(
    {
      type: 'stream',
      reason: error.type === 'timeout' ? 'idle' : 'connection_lost',
      detail: error.detail ?? phase,
      ...definedMembers({ code }),
    },
    { cause: isApiError(cause) ? cause.cause : cause },
  );
};
