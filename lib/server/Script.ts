import type { JsonObject } from '../protocol/json.js';

/** What the model says: the frames of one stream, first to last. `answers.ts` builds them; any other list will do. */
export interface Answer {
  readonly frames: readonly JsonObject[];
}

/** How fast an answer comes. Left out, it comes as fast as the client reads. */
export interface Pace {
  /** Milliseconds between the head and the first frame. */
  readonly ttft?: number | undefined;
  /** Deltas per second, after the first one. All other frames go out at once. */
  readonly tokensPerSecond?: number | undefined;
}

/** How the body is cut into writes: one per frame, everything in one, or so many bytes each, across frames. */
export type Cut = 'frame' | 'whole' | number;

/** A fault that shows before the first byte of a body, or in place of it. */
export type HeadFault =
  /** Another answer than the script's: a status, its headers, and a body (text as it is, all else as JSON). */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly body?: unknown;
    }
  /** The connection is reset once the request was read. */
  | { readonly type: 'reset_before_head' }
  /** Nothing is ever answered. */
  | { readonly type: 'stall_before_head' };

/**
 * A fault in the body. `after` is the number of frames that are sent before it; a negative one counts from the end, so
 * that -1 means all but the last.
 */
export type BodyFault =
  /** The connection is reset. */
  | { readonly type: 'reset_mid_body'; readonly after: number }
  /** Nothing more is sent; the connection stays open. */
  | { readonly type: 'stall_mid_body'; readonly after: number }
  /** The body ends cleanly, without a terminal frame. */
  | { readonly type: 'truncate'; readonly after: number }
  /** An `error` frame; the connection stays open. */
  | {
      readonly type: 'error_event';
      readonly after: number;
      readonly error: { readonly code?: string | undefined; readonly message: string };
    }
  /** `response.failed` ends the stream. */
  | {
      readonly type: 'response_failed';
      readonly after: number;
      readonly error: { readonly code: string; readonly message: string };
    }
  /** `response.incomplete` ends the stream. */
  | { readonly type: 'incomplete'; readonly after: number; readonly reason: string }
  /** One frame more, which is not JSON; then the stream goes on. */
  | { readonly type: 'malformed_frame'; readonly after: number }
  /** The answer is whole, but the connection stays open. */
  | { readonly type: 'linger' };

/** What can go wrong with an answer. */
export type Fault = HeadFault | BodyFault;

/** What the server does with one request. An empty script answers at once and without fault. */
export interface Script {
  /** Default: that of `defaultScript`, which quotes the question. */
  readonly answer?: Answer | undefined;
  readonly pace?: Pace | undefined;
  /** Default: `'frame'`. With `'whole'`, only the `ttft` of the pace has a meaning. */
  readonly cut?: Cut | undefined;
  readonly fault?: Fault | undefined;
  /** Headers of the answer, e.g. `x-codex-primary-used-percent`; they win over the server's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
