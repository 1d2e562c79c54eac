import { definedMembers } from '../protocol/codec/definedMembers.js';
import { MAX_CAUSE_DEPTH } from '../protocol/limits.js';
import { apiError, buildError, isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { FETCH_REFUSED, NOT_TLS, type TransportError } from '../protocol/errors/TransportError.js';

const textProperty = (value: unknown, key: 'code' | 'message'): string | undefined => {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** The error behind `fetch failed` and `terminated`; when several addresses were tried, the first one's. */
const rootOf = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error) || depth === MAX_CAUSE_DEPTH) return error;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner === undefined ? error : rootOf(inner, depth + 1);
};

// The limits of undici, which cannot be changed through Node's `fetch`.
const TIMEOUT_CODE = /^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/;

// The message of Node's `fetch` for the ports that the Fetch standard blocks (1, 25, 6000 …). A retry cannot succeed.
const BLOCKED_PORT = 'bad port';

// OpenSSL's words for an answer that is no TLS; Node gives it the code EPROTO or ERR_SSL_….
const NOT_TLS_WORDS = /wrong.version.number|packet length too long|http request/i;

// What browsers say, without a cause, of a connection that failed and of a response that CORS hides.
const FETCH_REFUSED_WORDS = /^(failed to fetch|load failed|networkerror when)/i;

const isWithoutCause = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'TypeError' && cause.cause === undefined;

const portOf = (url: string | undefined): string =>
  url === undefined || !URL.canParse(url) ? 'this port' : `port ${new URL(url).port}`;

/** What a fault is called, and what it means where the runtime's words do not say so. */
const diagnose = (cause: unknown): { readonly code: string | undefined; readonly reason: string } => {
  const root = rootOf(cause);
  const code = textProperty(root, 'code');
  const reason = textProperty(root, 'message') ?? code ?? String(root);
  if (
    code !== undefined &&
    /^(EPROTO|ERR_SSL_)/.test(code) &&
    NOT_TLS_WORDS.test(`${code} ${reason}`.replaceAll('_', ' '))
  )
    return { code: NOT_TLS, reason: 'https was used, but the port answers without TLS (wrong version number)' };
  if (code === undefined && isWithoutCause(cause) && FETCH_REFUSED_WORDS.test(reason))
    return {
      code: FETCH_REFUSED,
      reason: `${reason}: the server cannot be reached, or it does not allow this page to read its answers (CORS)`,
    };
  return { code, reason };
};

/**
 * The `ApiError` of a connection that failed before the response, from whatever a runtime threw: `network` with the
 * system's code (`ECONNREFUSED`, `UND_ERR_SOCKET` …), or `timeout`; `build` where `fetch` refuses to try. An `ApiError`
 * stays as it is.
 *
 * @param phase what was going on, for people.
 * @param url the address of the request, to name its port.
 */
export const connectionError = (cause: unknown, phase: string, url?: string): ApiError => {
  if (isApiError(cause)) return cause;
  const { code, reason } = diagnose(cause);
  if (reason === BLOCKED_PORT)
    return buildError(
      `fetch does not connect to ${portOf(url)}, which the Fetch standard blocks; use another port`,
      cause,
    );
  const detail = `${phase}: ${reason}`;
  const error: TransportError =
    code !== undefined && TIMEOUT_CODE.test(code)
      ? { type: 'timeout', detail }
      : { type: 'network', detail, ...definedMembers({ code }) };
  return apiError({ type: 'transport', error }, { cause });
};
