import { reasonOf } from '../protocol/errors/reasonOf.js';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { MAX_CAUSE_DEPTH } from '../protocol/limits.js';
import { apiError, buildError, isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { CORS_REFUSED, FETCH_REFUSED, NOT_TLS, type TransportError } from '../protocol/errors/TransportError.js';
import { pageOrigin } from '../provider/resolveUrl.js';

const textProperty = (value: unknown, key: 'code' | 'message'): string | undefined => {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/**
 * Returns the error that caused `fetch failed` or `terminated`. If several addresses were tried, it is the error of the
 * first one.
 */
const rootOf = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error) || depth === MAX_CAUSE_DEPTH) return error;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner === undefined ? error : rootOf(inner, depth + 1);
};

// The codes of undici's timeouts, which cannot be changed through Node's `fetch`, and of the system's timeout.
const TIMEOUT_CODE = /^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/;

// The message of Node's `fetch` for the ports that the Fetch standard blocks (1, 25, 6000 …). A retry cannot succeed.
const BLOCKED_PORT = 'bad port';

// The messages of OpenSSL for an answer without TLS. Node's error code is then EPROTO or ERR_SSL_….
const NOT_TLS_WORDS = /wrong.version.number|packet length too long|http request/i;

// The messages of browsers for a failed connection and for a response that CORS hides. These errors have no cause.
const FETCH_REFUSED_WORDS = /^(failed to fetch|load failed|networkerror when)/i;

const isWithoutCause = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'TypeError' && cause.cause === undefined;

/** Returns the origins of a page and of the server that it calls, if they differ. */
const differentOrigins = (url: string | undefined): { readonly page: string; readonly server: string } | undefined => {
  const page = pageOrigin();
  if (page === undefined || url === undefined || !URL.canParse(url)) return undefined;
  const server = new URL(url).origin;
  return server === page ? undefined : { page, server };
};

const portOf = (url: string | undefined): string =>
  url === undefined || !URL.canParse(url) ? 'this port' : `port ${new URL(url).port}`;

/**
 * Returns the code and the reason of a failure, with a clearer reason if the message of the runtime does not explain
 * it.
 */
const diagnose = (
  cause: unknown,
  url: string | undefined,
): { readonly code: string | undefined; readonly reason: string } => {
  const root = rootOf(cause);
  const code = textProperty(root, 'code');
  const reason = textProperty(root, 'message') ?? code ?? reasonOf(root);
  if (
    code !== undefined &&
    /^(EPROTO|ERR_SSL_)/.test(code) &&
    NOT_TLS_WORDS.test(`${code} ${reason}`.replaceAll('_', ' '))
  )
    return { code: NOT_TLS, reason: 'https was used, but the port answers without TLS (wrong version number)' };
  if (code === undefined && isWithoutCause(cause) && FETCH_REFUSED_WORDS.test(reason)) {
    const origins = differentOrigins(url);
    if (origins !== undefined)
      return {
        code: CORS_REFUSED,
        reason: `${reason}: probably CORS, as ${origins.server} may not allow the page ${origins.page} to read its answers; or it cannot be reached`,
      };
    return {
      code: FETCH_REFUSED,
      reason: `${reason}: the server cannot be reached, or it does not allow this page to read its answers (CORS)`,
    };
  }
  return { code, reason };
};

/**
 * Converts the error of a connection that failed before the response, as thrown by a runtime, to an `ApiError` of type
 * `transport`: `network` with the system's code (`ECONNREFUSED`, `UND_ERR_SOCKET` …), `timeout`, or `build` if `fetch`
 * rejects the port. An `ApiError` is returned unchanged.
 *
 * @param phase the operation that failed, for people.
 * @param url the address of the request, to name its port.
 */
export const connectionError = (cause: unknown, phase: string, url?: string): ApiError => {
  if (isApiError(cause)) return cause;
  const { code, reason } = diagnose(cause, url);
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
