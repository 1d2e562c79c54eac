import * as t from 'io-ts';
import { definedMembers } from '../codec/definedMembers.js';
import { isJsonObject, isPresent, writeJsonText, type JsonObject } from '../codec/json.js';

/** The message, code and type of an error body, in one shape for all servers. */
export interface ErrorBody {
  readonly message: string;
  /** The provider's code, e.g. `insufficient_quota`; numbers are converted to strings. */
  readonly code?: string;
  /** The provider's type of error, e.g. `invalid_request_error`. */
  readonly type?: string;
}

const asText = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};

// FastAPI: {"detail": [{"loc": ["body", "model"], "msg": "Field required"}]}
const ValidationIssue = t.intersection([
  t.type({ msg: t.string }),
  t.partial({ loc: t.array(t.union([t.string, t.number])) }),
]);

/** The keys of messages, the most specific first: at the top level of a body, and inside its error. */
const TOP = ['error_description', 'error', 'detail', 'message', 'errors', 'Message', 'msg', 'title'] as const;
const INSIDE = ['message', 'detail', 'error', 'errors', 'msg', 'Message', 'title', 'code', 'type'] as const;
/** The maximum depth of the nested errors that are read. Servers nest two or three levels. */
const DEEPEST = 4;

const messageIn = (value: unknown, keys: readonly string[], depth = 0): string | undefined => {
  if (depth > DEEPEST) return undefined;
  const inside = (each: unknown) => messageIn(each, INSIDE, depth + 1);
  if (Array.isArray(value)) return asText(value.flatMap((each) => inside(each) ?? []).join('; '));
  if (ValidationIssue.is(value)) return asText(value.loc ? `${value.loc.join('.')}: ${value.msg}` : value.msg);
  if (!isJsonObject(value)) return asText(value);
  // A number is a code, and less helpful than any message.
  const said = keys.flatMap((key) => inside(value[key]) ?? []);
  return said.find((text) => !/^\d+$/.test(text)) ?? said[0];
};

const firstObject = (value: unknown): JsonObject | undefined => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isJsonObject(first) ? first : undefined;
};

/** True for the type of an error event. */
export const isErrorEvent = (type: unknown): boolean => type === 'error' || type === 'response.error';

/**
 * Reads the error from a JSON body in any of the shapes that servers send: `{error: {message, code, type}}`,
 * `{error: "…"}`, `{code, error}`, `{detail}`, `{message, code, type}`, `{status, error}`, `{errors: […]}`, OAuth's
 * `{error, error_description}` and combinations of them, with codes as strings or numbers. Returns undefined for a body
 * without an error.
 */
export const readErrorBody = (json: unknown): ErrorBody | undefined => {
  // Google sends a list of errors, and the first one represents all.
  const body = firstObject(json);
  const message = body && messageIn(body, TOP);
  if (body === undefined || message === undefined) return undefined;
  const inner = firstObject(body['error']) ?? firstObject(body['errors']) ?? {};
  const oauth = body['error_description'] === undefined ? undefined : asText(body['error']);
  const code = asText(inner['code']) ?? asText(body['code']) ?? oauth;
  // In an error event, `type` is the type of the event and not of the error.
  const type = asText(inner['type']) ?? (isErrorEvent(body['type']) ? undefined : asText(body['type']));
  return { message, ...definedMembers({ code, type }) };
};

/**
 * Returns whether a member reports something. Some servers send `error: ""` or `error: false` with every frame,
 * although there is no error.
 */
export const saysSomething = (value: unknown): boolean => isPresent(value) && value !== '' && value !== false;

/** True for a value without information, such as `{"code": 0, "message": ""}`, which programs in Go send for no error. */
export const isBlank = (value: unknown, depth = 0): boolean => {
  // A value nested more deeply than any error reports something, even if nobody can read what.
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.every((each) => isBlank(each, depth + 1));
  if (isJsonObject(value)) return Object.values(value).every((member) => member === 0 || isBlank(member, depth + 1));
  return !saysSomething(value);
};

const saysFailure = (code: unknown): boolean => {
  const text = asText(code);
  return text !== undefined && !/^(0|2\d\d)$/.test(text);
};

/**
 * Returns whether a JSON value reports an error by itself, independently of the HTTP status. A `message` alone does not
 * count, because it may be part of an answer.
 */
export const reportsError = (json: unknown): boolean => {
  const body = firstObject(json);
  if (body === undefined) return false;
  return (
    saysSomething(body['error']) ||
    isErrorEvent(body['type']) ||
    // vLLM: {"object": "error", "message": "…", "code": 400}. Gateways: {"code": "Throttling", "message": "…"}.
    body['object'] === 'error' ||
    (saysFailure(body['code']) && typeof body['message'] === 'string') ||
    saysSomething(body['errors']) ||
    saysSomething(body['detail'])
  );
};

/** Returns the beginning of a text on one line, for error messages. A complete HTML page would be too long. */
export const excerpt = (text: string, limit = 200): string => {
  const line = text
    .slice(0, limit * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
};

/**
 * Returns the beginning of a JSON value. Never throws: a value nested too deeply to be serialized is replaced with a
 * description.
 */
export const jsonExcerpt = (value: unknown, limit?: number): string => {
  if (value === undefined) return 'nothing';
  const text = writeJsonText(value);
  return text === undefined ? 'a value that cannot be written as JSON' : excerpt(text, limit);
};
