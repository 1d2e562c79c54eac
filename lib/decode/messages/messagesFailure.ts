import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import { frameFailure } from '../failures/responseFailure.js';

/** The statuses of errors whose names do not identify their kind. Inside a stream, the API sends only the name. */
// docs/wire.md, section 14.2
const STATUSES: ReadonlyMap<unknown, number> = new Map([
  ['permission_error', 403],
  ['conflict_error', 409],
  ['request_too_large', 413],
  ['api_error', 500],
  ['timeout_error', 504],
]);

/** Creates the error for a frame of the Messages API that reports one. Returns undefined for any other frame. */
export const messagesFailure = (frame: JsonObject): ApiError | undefined => {
  const { error } = frame;
  const status = isJsonObject(error) ? STATUSES.get(error['type']) : undefined;
  return frameFailure(isJsonObject(error) && status !== undefined ? { ...frame, error: { ...error, status } } : frame);
};
