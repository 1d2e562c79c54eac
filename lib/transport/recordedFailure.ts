import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, timeoutError, type ApiError } from '../protocol/errors/ApiError.js';

/** Creates the error of a connection that failed before the response, as a recording describes it. */
export const recordedFailure = ({
  detail,
  code,
}: {
  readonly detail: string;
  readonly code?: string | undefined;
}): ApiError =>
  code === 'ETIMEDOUT'
    ? timeoutError(detail)
    : apiError({ type: 'transport', error: { type: 'network', detail, ...definedMembers({ code }) } });
