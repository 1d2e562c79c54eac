import type { JsonObject } from '../protocol/json.js';

/**
 * What the model says, in the words of either API. `answers.ts` builds both lists from the same text; any other lists will
 * do, and the one for an API that is not asked may be left empty.
 */
export interface Answer {
  /** The frames of one stream of the Responses API, first to last. */
  readonly frames: readonly JsonObject[];
  /**
   * The same as chunks of the Chat Completions API, without `[DONE]`, which the server writes itself. A chunk with usage
   * and without choices is streamed only to a request whose `stream_options` ask to `include_usage`. Without this list,
   * Chat requests fail with `script_failed`.
   */
  readonly chunks?: readonly JsonObject[] | undefined;
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
 * that -1 means all but the last. On Chat, `[DONE]` is the last frame, and usage is a frame where it is asked for.
 *
 * Where the body is one JSON text instead of a stream, `after` has no meaning but for `incomplete` and
 * `response_failed`, and half the text stands for what was sent before the fault.
 */
export type BodyFault =
  /** The connection is reset. */
  | { readonly type: 'reset_mid_body'; readonly after: number }
  /** Nothing more is sent; the connection stays open. */
  | { readonly type: 'stall_mid_body'; readonly after: number }
  /** The body ends cleanly, without a terminal frame. */
  | { readonly type: 'truncate'; readonly after: number }
  /**
   * An `error` frame; the connection stays open. On Chat: a chunk `{ error: { message, type, code } }`. In place of one
   * JSON text: a 200 with `{ error }`, which ends.
   */
  | {
      readonly type: 'error_event';
      readonly after: number;
      readonly error: { readonly code?: string | undefined; readonly message: string };
    }
  /**
   * `response.failed` ends the stream. On Chat: the chunk of `error_event`, then `[DONE]`. In place of one JSON text: the
   * failed response, or for all but `responses` a 200 with `{ error }`.
   */
  | {
      readonly type: 'response_failed';
      readonly after: number;
      readonly error: { readonly code: string; readonly message: string };
    }
  /**
   * `response.incomplete` ends the stream. On Chat: a chunk with `reason` as its `finish_reason` (`length`,
   * `content_filter` …), in place of the answer's own, then usage where it is asked for, and `[DONE]`. Ignored by
   * `responses/compact`, `memories/trace_summarize` and `models`.
   */
  | { readonly type: 'incomplete'; readonly after: number; readonly reason: string }
  /** One frame more, which is not JSON; then the stream goes on. In place of one JSON text: half of it. */
  | { readonly type: 'malformed_frame'; readonly after: number }
  /** The answer is whole, but the connection stays open. */
  | { readonly type: 'linger' };

/** What can go wrong with an answer. */
export type Fault = HeadFault | BodyFault;

/** What the server does with one request. An empty script answers at once and without fault. */
export interface Script {
  /** Default: that of `defaultScript`, which quotes the question. */
  readonly answer?: Answer | undefined;
  /**
   * What `responses/compact`, `memories/trace_summarize` and `models` answer with, which take no `answer`: a value that
   * is written as JSON. Default: what a real server might say, drawn from the request.
   */
  readonly json?: unknown;
  readonly pace?: Pace | undefined;
  /** Default: `'frame'`. With `'whole'`, only the `ttft` of the pace has a meaning. */
  readonly cut?: Cut | undefined;
  readonly fault?: Fault | undefined;
  /** Headers of the answer, e.g. `x-codex-primary-used-percent`; they win over the server's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
