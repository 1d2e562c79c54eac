import * as t from 'io-ts';
import { isJsonObject } from './json.js';

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

// FastAPI: {"detail": "…"} or {"detail": [{"loc": ["body", "model"], "msg": "Field required"}]}
const ValidationIssue = t.intersection([
  t.type({ msg: t.string }),
  t.partial({ loc: t.array(t.union([t.string, t.number])) }),
]);
const textOfDetail = (detail: unknown): string | undefined => {
  if (!Array.isArray(detail)) return isJsonObject(detail) ? asText(detail['message']) : asText(detail);
  const issues = detail.filter(ValidationIssue.is);
  return asText(issues.map(({ loc, msg }) => (loc ? `${loc.join('.')}: ${msg}` : msg)).join('; '));
};

/**
 * Reads the error out of a JSON body, whichever of the shapes found in the wild it has: `{error: {message, code, type}}`,
 * `{error: "…"}`, `{code, error}`, `{detail}`, `{message, code, type}`, `{status, error}` and their mixtures, with codes
 * as text or as numbers. Undefined where the body is none of them. Source: reliability.md 4.
 */
export const readErrorBody = (json: unknown): ErrorBody | undefined => {
  // A list of errors (Google): the first speaks for all.
  if (Array.isArray(json)) return readErrorBody(json[0]);
  if (!isJsonObject(json)) return undefined;
  const inner = isJsonObject(json['error']) ? json['error'] : {};
  const error = json['error'];
  const message =
    asText(inner['message']) ??
    (typeof error === 'string' ? asText(error) : undefined) ??
    textOfDetail(inner['detail']) ??
    textOfDetail(json['detail']) ??
    asText(json['message']) ??
    asText(error) ??
    asText(inner['code']) ??
    asText(inner['type']);
  if (message === undefined) return undefined;
  const code = asText(inner['code']) ?? asText(json['code']);
  const type = asText(inner['type']) ?? asText(json['type']);
  return { message, ...(code === undefined ? {} : { code }), ...(type === undefined ? {} : { type }) };
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
  try {
    return value === undefined ? 'nothing' : excerpt(JSON.stringify(value), limit);
  } catch {
    return 'a value that cannot be written as JSON'; // 50 000 nested arrays parse, but overflow the stack here
  }
};
