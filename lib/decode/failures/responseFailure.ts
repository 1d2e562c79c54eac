import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError, type ApiErrorKind } from '../../protocol/errors/ApiError.js';
import { excerpt, jsonExcerpt, readErrorBody, reportsError, type ErrorBody } from '../../protocol/errors/errorBody.js';
import { isExhaustedCode, isPassingStatus, isQuotaCode, USAGE_LIMIT } from '../../protocol/errors/failureCodes.js';
import { isJsonObject, isPresent, type JsonObject } from '../../protocol/codec/json.js';

const TRY_AGAIN = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s)/i;

/**
 * The delay that a rate limit's message asks for, in milliseconds: "Please try again in 1.2s" is 1200, "in 35 seconds"
 * 35 000, "in 1.9ms" 1 (cut). Minutes and compound forms give none. Source: wire.md 4.4.
 */
export const delayFromMessage = (message: string): number | undefined => {
  const [, amount, unit] = TRY_AGAIN.exec(message) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return unit.toLowerCase() === 'ms' ? Math.trunc(Number(amount)) : Math.round(Number(amount) * 1000);
};

// What codex says where the server says nothing: wire.md 4.4.
const CYBER_FALLBACK = 'This request has been flagged for possible cybersecurity risk.';
const BIO_FALLBACK = 'This content was flagged for possible biological risk.';
const MISALIGNMENT_FALLBACK = 'This request was blocked due to a misalignment policy violation.';

const kindOfStatus = (status: number, detail: string): ApiErrorKind =>
  isPassingStatus(status) ? { type: 'retryable', detail } : { type: 'api', status, detail };

const KNOWN: ReadonlySet<string> = new Set([
  'context_length_exceeded',
  'invalid_prompt',
  'invalid_request_error',
  'server_is_overloaded',
  'slow_down',
  'cyber_policy',
  'bio_policy',
  'misalignment_policy_violation',
  'rate_limit_exceeded',
]);

// Gateways put a status into `code` and leave the name of the failure in `type`, or the other way round.
const namedBy = (code: string | undefined, type: string | undefined): string | undefined =>
  [code, type].find((name) => name !== undefined && (KNOWN.has(name) || isQuotaCode(name))) ?? code ?? type;

const kindOf = ({ message, code, type }: ErrorBody): ApiErrorKind => {
  const detail = message;
  const name = namedBy(code, type);
  if (isExhaustedCode(name)) return { type: 'quota_exceeded', detail };
  switch (name) {
    case 'context_length_exceeded':
      return { type: 'context_window_exceeded', detail };
    case USAGE_LIMIT:
      return { type: 'api', status: 429, detail, code: USAGE_LIMIT };
    case 'usage_not_included':
      return { type: 'usage_not_included', detail };
    case 'invalid_prompt':
    case 'invalid_request_error':
      return { type: 'invalid_request', detail: detail || 'Invalid request.' };
    case 'bio_policy':
      return { type: 'invalid_request', detail: detail.trim() || BIO_FALLBACK };
    case 'misalignment_policy_violation':
      return { type: 'invalid_request', detail: detail.trim() || MISALIGNMENT_FALLBACK };
    case 'server_is_overloaded':
    case 'slow_down':
      return { type: 'server_overloaded', detail };
    case 'cyber_policy':
      return { type: 'cyber_policy', detail: detail.trim() || CYBER_FALLBACK };
    case 'rate_limit_exceeded': {
      const delay = delayFromMessage(detail);
      return { type: 'retryable', detail, ...definedMembers({ delay }) };
    }
    default:
      // Gateways put HTTP statuses where codes belong: {"error": {"code": 400, "message": "…"}}
      return /^[45]\d\d$/.test(name ?? '') ? kindOfStatus(Number(name), detail) : { type: 'retryable', detail };
  }
};

const FAILED: ApiErrorKind = { type: 'stream', detail: 'response.failed event received' };

/** The error of a `response.failed` frame's `response`. Source: wire.md 4.4. */
export const responseFailure = (response: unknown): ApiError => {
  const error = isJsonObject(response) ? response['error'] : undefined;
  if (!isJsonObject(error)) return apiError(typeof error === 'string' ? { type: 'retryable', detail: error } : FAILED);
  const text = (key: string): string | undefined => {
    const value = error[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [message, code, type] = [text('message') ?? '', text('code'), text('type')];
  return apiError(kindOf({ message, ...definedMembers({ code, type }) }));
};

const reportedFailure = (frame: JsonObject): ApiError => {
  const body = readErrorBody(frame);
  return apiError(body === undefined ? { type: 'retryable', detail: jsonExcerpt(frame) } : kindOf(body));
};

/**
 * The error of a frame that reports one by itself: an `error` event, flat or nested, or an object with an `error` in
 * place of an event; undefined where it is no error. Source: design 7, demands.md D17, D18.
 */
export const frameFailure = (json: unknown): ApiError | undefined => {
  if (!isJsonObject(json)) return undefined;
  const isErrorEvent = json['type'] === 'error';
  return isErrorEvent || (!isPresent(json['type']) && isPresent(json['error'])) ? reportedFailure(json) : undefined;
};

/**
 * The error of a Chat frame that reports one, in any of the shapes that error bodies have; undefined where it is none.
 * Source: design 7, demands.md D17.
 */
export const chatFailure = (frame: JsonObject): ApiError | undefined => {
  const { choices, error } = frame;
  // A chunk may have members that look like parts of an error, as long as it has choices.
  if (isPresent(choices) && !isPresent(error)) return undefined;
  return reportsError(isPresent(choices) ? { error } : frame) ? reportedFailure(frame) : undefined;
};

/**
 * The error of a body that should have been something else: what its JSON says, or its first words. `status` is the
 * answer's own. Source: design 7, "content type of the answer".
 *
 * @param expected what the body should have been, for people.
 */
export const bodyFailure = (status: number, body: string, json: unknown, expected: string): ApiError => {
  const error = reportsError(json) ? readErrorBody(json) : undefined;
  if (error === undefined)
    return apiError({
      type: 'stream',
      detail: `expected ${expected}, but the body begins: ${excerpt(body) || '(nothing)'}`,
    });
  const kind = kindOf(error);
  return apiError(kind.type === 'retryable' ? { type: 'api', status, detail: error.message } : kind);
};
