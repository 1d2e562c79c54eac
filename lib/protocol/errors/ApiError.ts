import { definedMembers } from '../codec/definedMembers.js';
import { fold, type Cases } from '../codec/fold.js';
import { isJsonObject } from '../codec/json.js';
import { transportErrorText, type TransportError } from './TransportError.js';

/** The kinds of `ApiError`, as plain data. `detail` is always text for people; `delay` is in milliseconds. */
export type ApiErrorKind =
  /** No answer, or an answer that is not 2xx: see `error`. `code` and `detail` are what the server's body says. */
  | {
      readonly type: 'transport';
      readonly error: TransportError;
      readonly detail?: string;
      readonly code?: string;
      /** How long the server asked to wait (Retry-After). */
      readonly delay?: number;
    }
  /** The server reported an error inside an answer; `status` is the one that it has, or would have, over HTTP. */
  | { readonly type: 'api'; readonly status: number; readonly detail: string; readonly code?: string }
  /** The stream broke: truncated, stalled, too large, or no event stream at all. */
  | { readonly type: 'stream'; readonly detail: string }
  | { readonly type: 'context_window_exceeded'; readonly detail?: string }
  | { readonly type: 'quota_exceeded'; readonly detail?: string }
  | { readonly type: 'usage_not_included'; readonly detail?: string }
  /** `code` where the server named a cause that its own kind does not name. */
  | { readonly type: 'retryable'; readonly detail: string; readonly delay?: number; readonly code?: string }
  | { readonly type: 'rate_limit'; readonly detail: string; readonly delay?: number }
  /** The answer was cut short (`failOnIncomplete()`), or a tool loop was (`runTools`, with the reason `max_steps`). */
  | { readonly type: 'incomplete'; readonly reason: string }
  | { readonly type: 'invalid_request'; readonly detail: string }
  | { readonly type: 'server_overloaded'; readonly detail?: string }
  | { readonly type: 'cyber_policy'; readonly detail: string };

/**
 * The only error that leaves a client: a real `Error` (with stack and `cause`) told apart by `type`.
 * `request_id` is the server's, where it gave one. Source: wire.md 4.7.
 */
export type ApiError = ApiErrorKind & Error & { readonly request_id?: string };

// Registered, so that two copies of this package in one program know each other's errors; `instanceof` would not.
const marker = Symbol.for('codex-rx.ApiError');

class MarkedError extends Error {
  constructor(message: string, options: { cause?: unknown }) {
    super(message, options);
    // Not enumerable: only the kind is, so that spreading or serialising an error gives the kind and nothing else.
    Object.defineProperties(this, { name: { value: 'ApiError' }, [marker]: { value: true } });
  }
}

const sayingWhy = (what: string, detail: string | undefined): string => (detail ? `${what}: ${detail}` : what);

const messageOf = fold<ApiErrorKind, string>({
  transport: ({ error, detail }) => sayingWhy(transportErrorText(error), detail),
  api: ({ status, detail }) => `api error ${status}: ${detail}`,
  stream: ({ detail }) => `stream error: ${detail}`,
  context_window_exceeded: ({ detail }) => sayingWhy('context window exceeded', detail),
  quota_exceeded: ({ detail }) => sayingWhy('quota exceeded', detail),
  usage_not_included: ({ detail }) => sayingWhy('usage not included', detail),
  retryable: ({ detail }) => `retryable error: ${detail}`,
  rate_limit: ({ detail }) => `rate limit: ${detail}`,
  incomplete: ({ reason }) => `incomplete response returned, reason: ${reason}`,
  invalid_request: ({ detail }) => `invalid request: ${detail}`,
  server_overloaded: ({ detail }) => sayingWhy('server overloaded', detail),
  cyber_policy: ({ detail }) => `cyber policy: ${detail}`,
});

/**
 * Makes an `ApiError` of a kind.
 *
 * @example
 * answer$.pipe(
 *   throwIfEmpty(() => apiError({ type: 'stream', detail: 'the answer is empty' })),
 *   catchError((cause) => throwError(() => apiError({ type: 'stream', detail: 'no answer' }, { cause }))),
 * );
 */
export const apiError = (
  kind: ApiErrorKind,
  options: { readonly cause?: unknown; readonly requestId?: string | undefined } = {},
): ApiError => {
  const error = new MarkedError(messageOf(kind), definedMembers({ cause: options.cause }));
  const id = definedMembers({ request_id: options.requestId });
  return Object.assign(error, kind, id);
};

/** The error of a request that could not be built; nothing was sent. */
export const buildError = (detail: string, cause?: unknown): ApiError =>
  apiError({ type: 'transport', error: { type: 'build', detail } }, { cause });

/** The error of a wait before the answer that reached its limit. */
export const timeoutError = (detail: string): ApiError =>
  apiError({ type: 'transport', error: { type: 'timeout', detail } });

/**
 * True for an `ApiError` of this or of another copy of the package.
 *
 * @example
 * answer$.subscribe({ next: render, error: (error: unknown) => render(isApiError(error) ? error.type : error) });
 */
export const isApiError = (value: unknown): value is ApiError =>
  value instanceof Error ? Object.hasOwn(value, marker) : isJsonObject(value) && Object.hasOwn(value, marker);

/**
 * One function over all errors from one handler per `type`; a missing handler does not compile.
 *
 * @example
 * const again = () => 'Try again.';
 * const pay = () => 'Look at your plan.';
 * const change = () => 'Ask for something else.';
 * const advice = foldApiError<string>({
 *   ...{ transport: again, api: again, stream: again, retryable: again, rate_limit: again, server_overloaded: again },
 *   ...{ quota_exceeded: pay, usage_not_included: pay },
 *   ...{ context_window_exceeded: change, invalid_request: change, cyber_policy: change },
 *   incomplete: ({ reason }) => `Cut short: ${reason}.`,
 * });
 * answer$.subscribe({ next: render, error: (error) => render(advice(error)) });
 */
export const foldApiError = <R>(cases: Cases<ApiError, R>): ((error: ApiError) => R) => fold<ApiError, R>(cases);

/**
 * The kind of an error as plain data, without what makes it an `Error`: what one logs, sends or compares.
 *
 * @example
 * apiErrorKind(apiError({ type: 'incomplete', reason: 'content_filter' })); // { type: 'incomplete', reason: 'content_filter' }
 */
export const apiErrorKind = (error: ApiError): ApiErrorKind => {
  const { request_id: _, ...kind } = error;
  return kind;
};
