import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError, type ApiErrorKind } from '../../protocol/errors/ApiError.js';
import {
  excerpt,
  isBlank,
  isErrorEvent,
  jsonExcerpt,
  readErrorBody,
  reportsError,
  saysSomething,
  type ErrorBody,
} from '../../protocol/errors/errorBody.js';
import { isPassingStatus } from '../../protocol/errors/meaning/failureCodes.js';
import { isJsonObject, isPresent, type JsonObject } from '../../protocol/codec/json.js';
import { failureKind } from './failureKind.js';

/**
 * Returns the kind of a failure inside a stream. An unknown failure is retryable, unless it has a status that is not.
 */
const kindOf = (json: unknown, said: ErrorBody): ApiErrorKind => {
  const { kind, reported } = failureKind({ json, said });
  if (kind !== undefined) return kind;
  const { status } = reported;
  const detail = said.message;
  return status === undefined || isPassingStatus(status)
    ? { type: 'retryable', ...reported, detail }
    : { type: 'api', ...reported, status, detail };
};

const FAILED: ApiErrorKind = { type: 'stream', reason: 'unexplained', detail: 'response.failed event received' };

/** Creates the error for the `response` of a `response.failed` frame. */
// docs/wire.md, section 4.4
export const responseFailure = (response: unknown): ApiError => {
  const error = isJsonObject(response) ? response['error'] : undefined;
  if (!isJsonObject(error)) return apiError(typeof error === 'string' ? { type: 'retryable', detail: error } : FAILED);
  const text = (key: string): string | undefined => {
    const value = error[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [message, code, type] = [text('message') ?? '', text('code'), text('type')];
  return apiError(kindOf(error, { message, ...definedMembers({ code, type }) }));
};

/** A frame without a message may have a status: `{"type":"error","status":401,"error":null}`. */
const reportedFailure = (frame: JsonObject): ApiError =>
  apiError(kindOf(frame, readErrorBody(frame) ?? { message: jsonExcerpt(frame) }));

/**
 * Creates the error for a frame that reports one: an `error` event, flat or nested, or an object that has an `error`
 * and no name of an event as `type`. Returns undefined for any other frame.
 */
export const frameFailure = (json: unknown): ApiError | undefined => {
  if (!isJsonObject(json)) return undefined;
  const { type, error } = json;
  const isNamed = typeof type === 'string' && type !== '';
  return isErrorEvent(type) || (!isNamed && saysSomething(error)) ? reportedFailure(json) : undefined;
};

/** Does the same for an API whose frames have no `type`, e.g. Gemini: one that a proxy adds has no meaning. */
export const untypedFailure = (frame: JsonObject): ApiError | undefined =>
  isErrorEvent(frame['type']) || saysSomething(frame['error']) ? reportedFailure(frame) : undefined;

/**
 * Creates the error for a Chat frame that reports one, in any shape of error bodies. Returns undefined for any other
 * frame.
 */
export const chatFailure = (frame: JsonObject): ApiError | undefined => {
  const { choices, error } = frame;
  // A chunk may have members that look like parts of an error, as long as it has choices.
  if (isPresent(choices) && isBlank(error)) return undefined;
  return reportsError(isPresent(choices) ? { error } : frame) ? reportedFailure(frame) : undefined;
};

/**
 * Creates the error for a body of an unexpected format. Its text is the error in the body's JSON, or the beginning of
 * the body. `status` is the status of the response.
 *
 * @param expected the expected format, for people.
 */
export const bodyFailure = (status: number, body: string, json: unknown, expected: string): ApiError => {
  const error = reportsError(json) ? readErrorBody(json) : undefined;
  if (error === undefined)
    return apiError({
      type: 'stream',
      reason: 'not_event_stream',
      detail: `expected ${expected}, but the body begins: ${excerpt(body) || '(empty)'}`,
    });
  const kind = kindOf(json, error);
  return apiError(kind.type === 'retryable' ? { ...kind, type: 'api', status, detail: error.message } : kind);
};
