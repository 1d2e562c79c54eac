import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, buildError, isApiError, type ApiError } from '../protocol/errors/ApiError.js';
import { MAX_CAUSE_DEPTH } from '../protocol/limits.js';
import type { TransportError } from '../protocol/errors/TransportError.js';

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

/**
 * Converts the error that a runtime threw for a failed connection: to `network` with the system's code (`ECONNREFUSED`,
 * `UND_ERR_SOCKET` …), to `timeout`, or to `build` where `fetch` refused to connect. An `ApiError` is returned
 * unchanged.
 *
 * @param phase a description of the operation that failed, for the message.
 */
export const connectionError = (cause: unknown, phase: string): ApiError => {
  if (isApiError(cause)) return cause;
  const root = rootOf(cause);
  const code = textProperty(root, 'code');
  const reason = textProperty(root, 'message') ?? code ?? String(root);
  if (reason === BLOCKED_PORT) return buildError('fetch asks no server at this port: choose another one', cause);
  const detail = `${phase}: ${reason}`;
  const error: TransportError =
    code !== undefined && TIMEOUT_CODE.test(code)
      ? { type: 'timeout', detail }
      : { type: 'network', detail, ...definedMembers({ code }) };
  return apiError({ type: 'transport', error }, { cause });
};
