import type { StreamReason } from './StreamReason.js';
import type { HttpError, TransportError } from './TransportError.js';

/** The facts that a server reported about a failure. `detail` is text for people; `delay` is in milliseconds. */
export interface Reported {
  readonly detail?: string;
  /** The HTTP status, or the status that the server sent inside a stream. */
  readonly status?: number;
  /** The server's name for the failure, e.g. `insufficient_quota`. */
  readonly code?: string;
  /** The delay that the server requested, in `Retry-After` or in the body. */
  readonly delay?: number;
  /** The HTTP response, if the failure was one. */
  readonly error?: HttpError;
}

/** The kinds of `ApiError`, as plain data. `detail` is always text for people; `delay` is in milliseconds. */
export type ApiErrorKind =
  /** There was no response, or it was not 2xx and its cause is unknown: see `error`. */
  | ({ readonly type: 'transport'; readonly error: TransportError } & Omit<Reported, 'error'>)
  /** The server reported an error inside a stream; `status` is the status that the same error has over HTTP. */
  | ({ readonly type: 'api'; readonly status: number; readonly detail: string } & Omit<Reported, 'error'>)
  /** The stream failed; see `StreamReason`. `code` is the error code of the system, e.g. `ECONNRESET`. */
  | { readonly type: 'stream'; readonly reason: StreamReason; readonly detail: string; readonly code?: string }
  /** A file could not be read or written. `code` is the error code of the system, e.g. `ENOENT`. */
  | { readonly type: 'file'; readonly detail: string; readonly path?: string; readonly code?: string }
  /** The key is missing, wrong or expired. */
  | ({ readonly type: 'unauthorized' } & Reported)
  /** The model or the response that the request names does not exist on the server. */
  | ({ readonly type: 'not_found' } & Reported)
  | ({ readonly type: 'context_window_exceeded' } & Reported)
  /** The budget or the plan is used up. */
  | ({ readonly type: 'quota_exceeded' } & Reported)
  /** The plan does not include the requested model or feature. */
  | ({ readonly type: 'usage_not_included' } & Reported)
  /** The server reported a failure of unknown cause inside a stream. A retry may succeed. */
  | ({ readonly type: 'retryable'; readonly detail: string } & Reported)
  /**
   * Too many requests or tokens were sent in a period. `retryable` is false if this request alone exceeds the limit.
   */
  | ({ readonly type: 'rate_limit'; readonly retryable?: false } & Reported)
  /**
   * The answer was truncated (`failOnIncomplete()`), or a tool loop reached a limit (`runTools`, reasons `max_steps` and
   * `max_calls`).
   */
  | { readonly type: 'incomplete'; readonly reason: string }
  | ({ readonly type: 'invalid_request' } & Reported)
  | ({ readonly type: 'server_overloaded' } & Reported)
  | ({ readonly type: 'cyber_policy'; readonly detail: string } & Reported);
