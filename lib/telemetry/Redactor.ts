import { apiError, apiErrorKind, type ApiError, type ApiErrorKind } from '../protocol/errors/ApiError.js';
import { MAX_CAUSE_DEPTH } from '../protocol/limits.js';
import type { TransportError } from '../protocol/errors/TransportError.js';
import type { HttpRequest } from '../provider/HttpRequest.js';

const MASK = '[redacted]';
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie)$|key|token|secret/i;
const SECRET_PARAM = /key|token|secret|sig|code|password/i;

// Masking every "a" of an error because the key is "a" would hide nothing and make the text unreadable.
const SHORTEST_SECRET = 4;

/** Replaces the credentials of one call wherever a text repeats them: servers echo keys, proxies echo addresses. */
export interface Redactor {
  /** Learns what is secret in a request that is about to be sent. */
  learn(request: HttpRequest): void;
  /** Learns secrets by themselves. */
  readonly learnValues: (values: readonly string[]) => void;
  /** The text without any secret learnt so far. */
  readonly redact: (text: string) => string;
}

/** A value in the ways that servers write it back: as it is, in JSON, in an address. */
const encodings = (value: string): readonly string[] => {
  const encoded = encodeURIComponent(value);
  const lowerCase = encoded.replace(/%../g, (byte) => byte.toLowerCase());
  return [value, JSON.stringify(value).slice(1, -1), encoded, lowerCase, encoded.replaceAll('%20', '+')];
};

const secretsOf = ({ headers, url }: HttpRequest): readonly string[] => [
  ...[...headers].flatMap(([name, value]) =>
    SECRET_HEADER.test(name) ? [value, value.replace(/^(Bearer|Basic) /i, '')] : [],
  ),
  ...[...new URL(url).searchParams].flatMap(([name, value]) => (SECRET_PARAM.test(name) ? [value] : [])),
];

/** How much of a secret must stand at the end of a text to be taken for its beginning, cut off there. */
const SHORTEST_BEGINNING = 8;

/** Masks the beginning of a secret at the end of a text: excerpts and long bodies are cut before they are cleaned. */
const maskBeginning = (text: string, secret: string): string => {
  const [body, end] = text.endsWith('…') ? [text.slice(0, -1), '…'] : [text, ''];
  const shortest = end === '' ? SHORTEST_BEGINNING : SHORTEST_SECRET;
  for (let length = Math.min(secret.length - 1, body.length); length >= shortest; length--)
    if (body.endsWith(secret.slice(0, length))) return `${body.slice(0, -length)}${MASK}${end}`;
  return text;
};

/** A redactor for one call; it knows nothing yet. */
export const createRedactor = (): Redactor => {
  let secrets: readonly string[] = [];
  const learnValues = (values: readonly string[]): void => {
    const long = values.flatMap(encodings).filter(({ length }) => length >= SHORTEST_SECRET);
    // The longest first: masking a key that another one begins with would leave the rest of that other.
    secrets = [...new Set([...secrets, ...long])].sort((one, other) => other.length - one.length);
  };
  return {
    learn: (request) => learnValues(secretsOf(request)),
    learnValues,
    redact: (text) => secrets.reduce((clean, secret) => maskBeginning(clean.replaceAll(secret, MASK), secret), text),
  };
};

const redactTransport = (error: TransportError, redact: Redactor['redact']): TransportError => {
  switch (error.type) {
    case 'http':
      return {
        ...error,
        body: redact(error.body),
        url: redact(error.url),
        headers: Object.fromEntries(Object.entries(error.headers).map(([name, value]) => [name, redact(value)])),
      };
    case 'network':
      return { ...error, detail: redact(error.detail), ...(error.code ? { code: redact(error.code) } : {}) };
    case 'build':
      return { ...error, detail: redact(error.detail) };
    case 'timeout':
      return error.detail === undefined ? error : { ...error, detail: redact(error.detail) };
    case 'retry_limit':
      return error;
  }
};

const redactKind = (kind: ApiErrorKind, redact: Redactor['redact']): ApiErrorKind => {
  if (kind.type === 'incomplete') return { ...kind, reason: redact(kind.reason) };
  const clean =
    kind.type === 'transport'
      ? { ...kind, error: redactTransport(kind.error, redact), ...(kind.code ? { code: redact(kind.code) } : {}) }
      : kind;
  return clean.detail === undefined ? clean : { ...clean, detail: redact(clean.detail) };
};

const isTransparent = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return value instanceof Error || Array.isArray(value) || prototype === Object.prototype || prototype === null;
};

/** True if every text in a value can be seen and repeats no secret; what is in a Request or a Map cannot be seen. */
const isClean = (value: unknown, redact: Redactor['redact'], around: readonly object[] = []): boolean => {
  if (typeof value === 'string') return redact(value) === value;
  if (typeof value !== 'object' || value === null || around.includes(value)) return true;
  if (!isTransparent(value) || around.length === MAX_CAUSE_DEPTH) return false;
  return Reflect.ownKeys(value).every((key) => isClean(Reflect.get(value, key), redact, [...around, value]));
};

const redactCause = (cause: unknown, redact: Redactor['redact']): unknown => {
  if (isClean(cause, redact)) return cause;
  if (typeof cause === 'string') return redact(cause);
  return new Error(cause instanceof Error ? redact(cause.message) : 'left out: it may hold a secret');
};

/** The error with every secret masked in every text that it keeps. */
export const redactApiError = (error: ApiError, redact: Redactor['redact']): ApiError => {
  const kind = apiErrorKind(error);
  const texts: readonly unknown[] = [kind, error.message, error.stack, error.request_id];
  const cause = redactCause(error.cause, redact);
  // Unchanged errors keep their stack.
  if (cause === error.cause && texts.every((text) => isClean(text, redact))) return error;
  const requestId = error.request_id === undefined ? undefined : redact(error.request_id);
  return apiError(redactKind(kind, redact), { cause, requestId });
};
