import type { StreamReason } from './StreamReason.js';
import type { HttpError, TransportError } from './TransportError.js';

/** What a server says of a failure. `detail` is text for people; `delay` is in milliseconds. */
export interface Reported {
  readonly detail?: string;
  /** The HTTP status, or the one that the server names inside a stream. */
  readonly status?: number;
  /** The server's own name for the failure, e.g. `insufficient_quota`. */
  readonly code?: string;
  /** How long the server asks to wait: `Retry-After`, or what the body says. */
  readonly delay?: number;
  /** The response, where the failure is one over HTTP. */
  readonly error?: HttpError;
}

/** The kinds of `ApiError`, as plain data. `detail` is always text for people; `delay` is in milliseconds. */
export type ApiErrorKind =
  /** No response, or one that is not 2xx and whose meaning is not known: see `error`. */
  | ({ readonly type: 'transport'; readonly error: TransportError } & Omit<Reported, 'error'>)
  /** The server reported an error inside a stream; `status` is the one that it has, or would have, over HTTP. */
  | ({ readonly type: 'api'; readonly status: number; readonly detail: string } & Omit<Reported, 'error'>)
  /** The stream failed; see `StreamReason`. `code` is the system's, e.g. `ECONNRESET`. */
  | { readonly type: 'stream'; readonly reason: StreamReason; readonly detail: string; readonly code?: string }
  /** A file could not be read or written. `code` is the system's, e.g. `ENOENT`. */
  | { readonly type: 'file'; readonly detail: string; readonly path?: string; readonly code?: string }
  /** The key is missing, wrong or expired. */
  | ({ readonly type: 'unauthorized' } & Reported)
  /** The server does not have the model, or the response, that the request names. */
  | ({ readonly type: 'not_found' } & Reported)
  | ({ readonly type: 'context_window_exceeded' } & Reported)
  /** The budget or the plan is used up. */
  | ({ readonly type: 'quota_exceeded' } & Reported)
  /** The plan does not include what was asked for. */
  | ({ readonly type: 'usage_not_included' } & Reported)
  /** The server reported a failure inside a stream whose meaning is not known: it may pass. */
  | ({ readonly type: 'retryable'; readonly detail: string } & Reported)
  /** Too many requests or tokens per time. `retryable` is false where this one request alone is over the limit. */
  | ({ readonly type: 'rate_limit'; readonly retryable?: false } & Reported)
  /** The answer was cut short (`failOnIncomplete()`), or a tool loop was (`runTools`, with the reason `max_steps`). */
  | { readonly type: 'incomplete'; readonly reason: string }
  | ({ readonly type: 'invalid_request' } & Reported)
  | ({ readonly type: 'server_overloaded' } & Reported)
  | ({ readonly type: 'cyber_policy'; readonly detail: string } & Reported);
