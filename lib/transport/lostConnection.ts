import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { ABORTED } from '../protocol/errors/TransportError.js';
import { connectionError } from './connectionError.js';

/**
 * The `ApiError` of a connection that was lost after the response had begun: `stream`, with the reason `connection_lost`,
 * or `idle` for a limit of the runtime, and the system's code. Before the response the same fault is `transport`. An
 * abort, and an `ApiError` of another kind, stays as it is.
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
