import * as t from 'io-ts';
import { definedMembers } from '../codec/definedMembers.js';
import { isJsonObject, isPresent, writeJsonText, type JsonObject } from '../codec/json.js';

/** What servers say of an error, whatever shape they say it in. */
export interface ErrorBody {
  readonly message: string;
  /** The provider's code, e.g. `insufficient_quota`; numbers are given as text. */
  readonly code?: string;
  /** The provider's class of error, e.g. `invalid_request_error`. */
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

/** Where servers put what they say, the most telling first: at the top of a body, and inside its error. */
const TOP = ['error_description', 'error', 'detail', 'message', 'errors', 'Message', 'msg', 'title'] as const;
const INSIDE = ['message', 'detail', 'error', 'errors', 'msg', 'Message', 'title', 'code', 'type'] as const;
/** Errors nest two or three deep; what is deeper says nothing to people. */
const DEEPEST = 4;

const messageIn = (value: unknown, keys: readonly string[], depth = 0): string | undefined => {
  if (depth > DEEPEST) return undefined;
  const inside = (each: unknown) => messageIn(each, INSIDE, depth + 1);
  if (Array.isArray(value)) return asText(value.flatMap((each) => inside(each) ?? []).join('; '));
  if (ValidationIssue.is(value)) return asText(value.loc ? `${value.loc.join('.')}: ${value.msg}` : value.msg);
  if (!isJsonObject(value)) return asText(value);
  // Numbers are codes, and say less than any words.
  const said = keys.flatMap((key) => inside(value[key]) ?? []);
  return said.find((text) => !/^\d+$/.test(text)) ?? said[0];
};

const firstObject = (value: unknown): JsonObject | undefined => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isJsonObject(first) ? first : undefined;
};

/**
 * Reads the error out of a JSON body, whichever of the shapes found in the wild it has: `{error: {message, code, type}}`,
 * `{error: "…"}`, `{code, error}`, `{detail}`, `{message, code, type}`, `{status, error}`, `{errors: […]}`, OAuth's
 * `{error, error_description}` and their mixtures and nestings, with codes as text or as numbers. Undefined where the body
 * is none of them.
 */
export const readErrorBody = (json: unknown): ErrorBody | undefined => {
  // Of a list of errors (Google), the first speaks for all.
  const body = firstObject(json);
  const message = body && messageIn(body, TOP);
  if (body === undefined || message === undefined) return undefined;
  const inner = firstObject(body['error']) ?? firstObject(body['errors']) ?? {};
  const oauth = body['error_description'] === undefined ? undefined : asText(body['error']);
  const code = asText(inner['code']) ?? asText(body['code']) ?? oauth;
  // The type of an error event, `error`, is the event's and no class of errors.
  const type = asText(inner['type']) ?? (body['type'] === 'error' ? undefined : asText(body['type']));
  return { message, ...definedMembers({ code, type }) };
};

/** Some servers send `error: ""` or `error: false` with every frame, and mean none. */
const saysSomething = (value: unknown): boolean => isPresent(value) && value !== '' && value !== false;
const saysFailure = (code: unknown): boolean => saysSomething(code) && !/^(0|2\d\d)$/.test(String(code));

/**
 * Whether a JSON value reports an error by itself, whatever the status it came with. What only looks a little like one,
 * a text in `message`, may be part of an answer.
 */
export const reportsError = (json: unknown): boolean => {
  const body = firstObject(json);
  if (body === undefined) return false;
  return (
    saysSomething(body['error']) ||
    body['type'] === 'error' ||
    // vLLM: {"object": "error", "message": "…", "code": 400}. Gateways: {"code": "Throttling", "message": "…"}.
    body['object'] === 'error' ||
    (saysFailure(body['code']) && typeof body['message'] === 'string') ||
    saysSomething(body['errors']) ||
    saysSomething(body['detail'])
  );
};

/** The first words of a text on one line, for messages: a whole page of HTML helps nobody. */
export const excerpt = (text: string, limit = 200): string => {
  const line = text
    .slice(0, limit * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
};

/** The first words of a JSON value. Never throws: what is nested too deeply to be written is only named. */
export const jsonExcerpt = (value: unknown, limit?: number): string => {
  if (value === undefined) return 'nothing';
  const text = writeJsonText(value);
  return text === undefined ? 'a value that cannot be written as JSON' : excerpt(text, limit);
};
