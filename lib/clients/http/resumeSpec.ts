import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { Provider } from '../../provider/Provider.js';
import { requestHeaders } from './requestHeaders.js';
import type { RequestOptions } from '../RequestOptions.js';

/** The ids that cannot be part of a path: an empty id, `.` and `..` would address something other than a response. */
const NO_NAME = /^\.{0,2}$/;

/** Returns the path of a kept response. Throws a `build` error if its id is invalid. */
export const responsePath = (path: string, id: string): string => {
  if (typeof id !== 'string' || NO_NAME.test(id))
    throw buildError(
      `the response id must be a text like "resp_123", got ${typeof id === 'string' ? JSON.stringify(id) : kindOf(id)}`,
    );
  return `${path}/${encodeURIComponent(id)}`;
};

/**
 * Creates the request that resumes a response after a cursor. Throws a `build` error if the id of the response is
 * invalid.
 */
export const resumeSpec =
  (provider: Provider, path: string, options: RequestOptions) =>
  ({ response_id, sequence_number }: StreamCursor): RequestSpec => ({
    method: 'GET',
    path: responsePath(path, response_id),
    params: {
      stream: 'true',
      ...definedMembers({ starting_after: sequence_number?.toString() }),
    },
    accept: 'text/event-stream',
    headers: requestHeaders(provider, options),
  });
