import { apiError, apiErrorKind, type ApiError, type ApiErrorKind } from '../protocol/errors/ApiError.js';
import type { HttpError, TransportError } from '../protocol/errors/TransportError.js';
import { MAX_CAUSE_DEPTH } from '../protocol/limits.js';
import type { Redactor } from './Redactor.js';

const redactResponse = (error: HttpError, redact: Redactor['redact']): HttpError => ({
  ...error,
  body: redact(error.body),
  url: redact(error.url),
  headers: Object.fromEntries(Object.entries(error.headers).map(([name, value]) => [redact(name), redact(value)])),
});

const redactTransport = (error: TransportError, redact: Redactor['redact']): TransportError => {
  switch (error.type) {
    case 'http':
      return redactResponse(error, redact);
    case 'network':
      return { ...error, detail: redact(error.detail), ...(error.code ? { code: redact(error.code) } : {}) };
    case 'build':
      return { ...error, detail: redact(error.detail) };
    case 'timeout':
      return error.detail === undefined ? error : { ...error, detail: redact(error.detail) };
  }
};

/** The text members that most kinds of errors have. */
interface Texts {
  readonly detail?: string;
  readonly code?: string;
}

const redactTexts = <K extends Texts>(kind: K, redact: Redactor['redact']): K => ({
  ...kind,
  ...(kind.detail === undefined ? {} : { detail: redact(kind.detail) }),
  ...(kind.code === undefined ? {} : { code: redact(kind.code) }),
});

const redactKind = (kind: ApiErrorKind, redact: Redactor['redact']): ApiErrorKind => {
  switch (kind.type) {
    case 'incomplete':
      return { ...kind, reason: redact(kind.reason) };
    case 'transport':
      return { ...redactTexts(kind, redact), error: redactTransport(kind.error, redact) };
    case 'file':
      return { ...redactTexts(kind, redact), ...(kind.path === undefined ? {} : { path: redact(kind.path) }) };
    case 'stream':
    case 'api':
      return redactTexts(kind, redact);
    default:
      return {
        ...redactTexts(kind, redact),
        ...(kind.error === undefined ? {} : { error: redactResponse(kind.error, redact) }),
      };
  }
};

const isTransparent = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return value instanceof Error || Array.isArray(value) || prototype === Object.prototype || prototype === null;
};

/**
 * Returns true if all texts in a value can be inspected and none has a secret. Texts in a Request or a Map cannot be
 * inspected.
 */
const isClean = (value: unknown, redact: Redactor['redact'], around: readonly object[] = []): boolean => {
  if (typeof value === 'string') return redact(value) === value;
  if (typeof value !== 'object' || value === null || around.includes(value)) return true;
  if (!isTransparent(value) || around.length === MAX_CAUSE_DEPTH) return false;
  return Reflect.ownKeys(value).every((key) => isClean(Reflect.get(value, key), redact, [...around, value]));
};

const redactCause = (cause: unknown, redact: Redactor['redact']): unknown => {
  if (isClean(cause, redact)) return cause;
  if (typeof cause === 'string') return redact(cause);
  return new Error(cause instanceof Error ? redact(cause.message) : 'omitted, as it may contain a secret');
};

/** Returns the error with all secrets masked in all of its texts. */
export const redactApiError = (error: ApiError, redact: Redactor['redact']): ApiError => {
  const kind = apiErrorKind(error);
  const texts: readonly unknown[] = [kind, error.message, error.stack, error.request_id];
  const cause = redactCause(error.cause, redact);
  // An error without secrets is returned itself, with its stack.
  if (cause === error.cause && texts.every((text) => isClean(text, redact))) return error;
  const requestId = error.request_id === undefined ? undefined : redact(error.request_id);
  return apiError(redactKind(kind, redact), { cause, requestId });
};
