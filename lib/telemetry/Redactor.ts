import { apiError, apiErrorKind, type ApiError, type ApiErrorKind } from '../protocol/errors/ApiError.js';
import { MAX_CAUSE_DEPTH, MAX_SECRETS } from '../protocol/limits.js';
import type { HttpError, TransportError } from '../protocol/errors/TransportError.js';
import type { HttpRequest } from '../provider/HttpRequest.js';

const MASK = '[redacted]';
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie)$|key|token|secret/i;
const SECRET_PARAM = /key|token|secret|sig|code|password/i;

// With the key "a", masking every "a" of a message would protect nothing and make the text unreadable.
const SHORTEST_SECRET = 4;

/** Masks the credentials of one call in all texts, because servers repeat keys and proxies repeat URLs. */
export interface Redactor {
  /** Adds the secrets of a request that is about to be sent. */
  learn(request: HttpRequest): void;
  /** Adds secrets. */
  readonly learnValues: (values: readonly string[]) => void;
  /** Returns the text with every known secret masked. */
  readonly redact: (text: string) => string;
}

/** Returns the forms in which servers repeat a value: unchanged, escaped as in JSON, encoded as in a URL. */
const encodings = (value: string): readonly string[] => {
  const encoded = encodeURIComponent(value);
  const lowerCase = encoded.replace(/%../g, (byte) => byte.toLowerCase());
  return [value, JSON.stringify(value).slice(1, -1), encoded, lowerCase, encoded.replaceAll('%20', '+')];
};

/** Returns a value in a URL in its encoded and decoded forms. */
const decoded = (value: string): readonly string[] => {
  try {
    return [value, decodeURIComponent(value)];
  } catch {
    return [value]; // a lone %: nothing was encoded
  }
};

/**
 * Returns the credentials before the host of a URL. A user name without a password is a credential; with a password it
 * is only a name.
 */
const userInfoOf = ({ username, password }: URL): readonly string[] => {
  if (password === '') return decoded(username);
  return [`${username}:${password}`, ...decoded(password)];
};

const secretsOfUrl = (url: URL): readonly string[] => [
  ...userInfoOf(url),
  ...[...url.searchParams].flatMap(([name, value]) => (SECRET_PARAM.test(name) ? [value] : [])),
];

const secretsOf = ({ headers, url }: Pick<HttpRequest, 'headers' | 'url'>): readonly string[] => {
  const secrets: string[] = [];
  for (const [name, value] of headers)
    if (SECRET_HEADER.test(name)) secrets.push(value, value.replace(/^(Bearer|Basic) /i, ''));
  // Parsing takes long, and nearly no URL has either part. The transport reports an invalid one.
  if (/[?@]/.test(url) && URL.canParse(url)) secrets.push(...secretsOfUrl(new URL(url)));
  return secrets;
};

/** The minimum length of the beginning of a secret that is masked at the end of a text. */
const SHORTEST_BEGINNING = 8;

/**
 * Masks the beginning of a secret at the end of a text: excerpts and long bodies are truncated before their secrets are
 * masked.
 */
const maskBeginning = (text: string, secret: string): string => {
  const [body, end] = text.endsWith('…') ? [text.slice(0, -1), '…'] : [text, ''];
  const shortest = end === '' ? SHORTEST_BEGINNING : SHORTEST_SECRET;
  for (let length = Math.min(secret.length - 1, body.length); length >= shortest; length--)
    if (body.endsWith(secret.slice(0, length))) return `${body.slice(0, -length)}${MASK}${end}`;
  return text;
};

/** The forms of all secrets, the longest first: a shorter one that begins a longer one would leave the rest of it. */
const formsOf = (values: readonly string[]): readonly string[] => {
  const forms = new Set(values.flatMap(encodings).filter(({ length }) => length >= SHORTEST_SECRET));
  return [...forms].sort((one, other) => other.length - one.length);
};

/** Creates a redactor without secrets. It keeps the latest 64, each once: a WebSocket learns those of each handshake. */
export const createRedactor = (): Redactor => {
  let known: string[] = [];
  // Encoded when something is redacted for the first time, which never happens in most calls.
  let forms: readonly string[] | undefined;
  const learnValues = (values: readonly string[]): void => {
    const added = [...new Set(values)].filter((value) => !known.includes(value));
    if (added.length === 0) return;
    known = [...known, ...added].slice(-MAX_SECRETS);
    forms = undefined;
  };
  return {
    learn: (request) => learnValues(secretsOf(request)),
    learnValues,
    redact: (text) => {
      forms ??= formsOf(known);
      return forms.reduce((clean, secret) => maskBeginning(clean.replaceAll(secret, MASK), secret), text);
    },
  };
};

const redactResponse = (error: HttpError, redact: Redactor['redact']): HttpError => ({
  ...error,
  body: redact(error.body),
  url: redact(error.url),
  headers: Object.fromEntries(Object.entries(error.headers).map(([name, value]) => [name, redact(value)])),
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
