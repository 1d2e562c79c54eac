import { definedMembers } from '../codec/definedMembers.js';
import { fold } from '../codec/fold.js';
import { isJsonObject } from '../codec/json.js';
import type { ApiErrorKind } from './ApiErrorKind.js';
import { responseOf } from './responseOf.js';
import { transportErrorText } from './TransportError.js';

export type { ApiErrorKind, Reported } from './ApiErrorKind.js';

/**
 * The only error that leaves a client: a real `Error`, with a stack and a `cause`. Errors are distinguished by `type`.
 * `status`, `code`, `delay` (milliseconds) and `headers` are present if the failure has them. `request_id` is the id
 * that the server gave the request.
 */
export type ApiError = ApiErrorKind &
  Error & {
    readonly request_id?: string;
    readonly status?: number;
    readonly code?: string;
    readonly delay?: number;
    /** The headers of the response, for a failure over HTTP. Lower-case names; not enumerable. */
    readonly headers?: Readonly<Record<string, string>>;
  };

// A registered symbol: two copies of this package in one program then recognize each other's errors, which `instanceof`
// would not.
const marker = Symbol.for('codex-rx.ApiError');

class MarkedError extends Error {
  constructor(message: string, options: { cause?: unknown }) {
    super(message, options);
    // Not enumerable, so that a spread or serialized error contains its kind and nothing else.
    Object.defineProperty(this, marker, { value: true });
  }
}
// Set on the class, because the engine writes the first line of the stack, which `console.log` prints, before the
// constructor runs.
Object.defineProperty(MarkedError, 'name', { value: 'ApiError' });
Object.defineProperty(MarkedError.prototype, 'name', { value: 'ApiError' });

/** The members of a nested response or network error that an `ApiError` also offers at its top level. */
const flatOf = (kind: ApiErrorKind): Readonly<Record<string, unknown>> => {
  const response = responseOf(kind);
  if (response !== undefined) return { status: response.status, headers: response.headers };
  return kind.type === 'transport' && kind.error.type === 'network' ? { code: kind.error.code } : {};
};

const sayingWhy = (what: string, detail: string | undefined): string => (detail ? `${what}: ${detail}` : what);

const meaningText = fold<ApiErrorKind, string>({
  transport: ({ error, detail }) => sayingWhy(transportErrorText(error), detail),
  api: ({ status, detail }) => `api error ${status}: ${detail}`,
  stream: ({ detail }) => `stream error: ${detail}`,
  file: ({ detail }) => `file error: ${detail}`,
  unauthorized: ({ detail }) => sayingWhy('unauthorized', detail),
  not_found: ({ detail }) => sayingWhy('not found', detail),
  context_window_exceeded: ({ detail }) => sayingWhy('context window exceeded', detail),
  quota_exceeded: ({ detail }) => sayingWhy('quota exceeded', detail),
  usage_not_included: ({ detail }) => sayingWhy('usage not included', detail),
  retryable: ({ detail }) => `retryable error: ${detail}`,
  rate_limit: ({ detail }) => sayingWhy('rate limit', detail),
  incomplete: ({ reason }) => `incomplete response returned, reason: ${reason}`,
  invalid_request: ({ detail }) => sayingWhy('invalid request', detail),
  server_overloaded: ({ detail }) => sayingWhy('server overloaded', detail),
  cyber_policy: ({ detail }) => `cyber policy: ${detail}`,
});

const messageOf = (kind: ApiErrorKind): string => {
  const response = kind.type === 'transport' ? undefined : responseOf(kind);
  if (response === undefined) return meaningText(kind);
  return 'detail' in kind && kind.detail ? `http ${response.status}: ${kind.detail}` : `http ${response.status}`;
};

/**
 * Creates an `ApiError` of a kind.
 *
 * @example
 * answer$.pipe(
 *   throwIfEmpty(() => apiError({ type: 'stream', reason: 'no_value', detail: 'the answer is empty' })),
 *   catchError((cause) => throwError(() => apiError({ type: 'stream', reason: 'exception', detail: 'no answer' }, { cause }))),
 * );
 */
export const apiError = (
  kind: ApiErrorKind,
  options: { readonly cause?: unknown; readonly requestId?: string | undefined } = {},
): ApiError => {
  const error = new MarkedError(messageOf(kind), definedMembers({ cause: options.cause }));
  const id = definedMembers({ request_id: options.requestId });
  // Only members that the kind does not have. They are not enumerable, so that a log does not contain them twice.
  for (const [key, value] of Object.entries(flatOf(kind)))
    if (value !== undefined && !Object.hasOwn(kind, key)) Object.defineProperty(error, key, { value });
  return Object.assign(error, kind, id);
};

/** Creates the error for a request that could not be built. Nothing was sent. */
export const buildError = (detail: string, cause?: unknown): ApiError =>
  apiError({ type: 'transport', error: { type: 'build', detail } }, { cause });

/** Creates the error for a timeout before the answer. */
export const timeoutError = (detail: string): ApiError =>
  apiError({ type: 'transport', error: { type: 'timeout', detail } });

/**
 * Returns true for an `ApiError` created by this or by another copy of the package.
 *
 * @example
 * answer$.subscribe({ next: render, error: (error: unknown) => render(isApiError(error) ? error.type : error) });
 */
export const isApiError = (value: unknown): value is ApiError =>
  value instanceof Error ? Object.hasOwn(value, marker) : isJsonObject(value) && Object.hasOwn(value, marker);

/** Returns the kind of an error as a plain object, without the id of the request. */
export const apiErrorKind = (error: ApiError): ApiErrorKind => {
  const { request_id: _, ...kind } = error;
  return kind;
};
