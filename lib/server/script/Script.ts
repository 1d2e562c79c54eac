import type { JsonObject } from '../../protocol/codec/json.js';

/**
 * What the model says, in the words of either API. `answers.ts` builds both lists from the same text; any other lists will
 * do, and the one for an API that is not asked may be left empty.
 */
export interface ScriptedAnswer {
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

/**
 * How the body is cut into writes: one per frame, everything in one, or so many bytes each, across frames. On a WebSocket
 * every frame is a message: a number cuts each of them into fragments of so many bytes, `'whole'` sends them all at once.
 */
export type Cut = 'frame' | 'whole' | number;

/**
 * A fault that shows before the first byte of a body, or in place of it. On an open WebSocket, `status` is the error frame
 * that tells of a status, and ends the answer.
 */
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
 *
 * On a WebSocket, an answer that is over leaves the connection open for the next request.
 */
export type BodyFault =
  /** The connection is reset. */
  | { readonly type: 'reset_mid_body'; readonly after: number }
  /** Nothing more is sent; the connection stays open. */
  | { readonly type: 'stall_mid_body'; readonly after: number }
  /** The body ends cleanly, without a terminal frame. On a WebSocket: the connection ends without a close frame. */
  | { readonly type: 'truncate'; readonly after: number }
  /**
   * An `error` frame; the connection stays open. On Chat: a chunk `{ error: { message, type, code } }`. In place of one
   * JSON text: a 200 with `{ error }`, which ends. On a WebSocket: a frame `{ type: 'error', error }` ends the answer.
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
  /** The answer is whole, but the connection stays open; on a WebSocket, this is no fault. */
  | { readonly type: 'linger' };

/** A fault that only an answer on a WebSocket can have; over HTTP, it fails the script. `after` is as in `BodyFault`. */
export type SocketFault =
  /** A close frame with this code (1000, 1001, 1011 …) and reason. */
  | {
      readonly type: 'ws_close';
      readonly after: number;
      readonly code: number;
      readonly reason?: string | undefined;
    }
  /** One message more, which is binary; then the answer goes on. */
  | { readonly type: 'ws_binary'; readonly after: number }
  /** A ping every so many milliseconds for as long as the answer takes; with a `ttft` without end, pings are all there is. */
  | { readonly type: 'ws_ping'; readonly every: number }
  /** An error frame that tells of a status, `{ type: 'error', status, error, headers }`, ends the answer. */
  | {
      readonly type: 'ws_error';
      readonly after: number;
      readonly status: number;
      readonly error: JsonObject;
      readonly headers?: JsonObject | undefined;
    }
  /** The error frame of a connection that has lived for an hour ends the answer. The connection is left to the client. */
  | { readonly type: 'ws_connection_limit'; readonly after: number };

/** What can go wrong with an answer. */
export type Fault = HeadFault | BodyFault | SocketFault;

/** What the server does with one request. An empty script answers at once and without fault. */
export interface Script {
  /** Default: that of `defaultScript`, which quotes the question. */
  readonly answer?: ScriptedAnswer | undefined;
  /**
   * What `responses/compact`, `memories/trace_summarize` and `models` answer with, which take no `answer`: a value that
   * is written as JSON. Default: what a real server might say, drawn from the request.
   */
  readonly json?: unknown;
  /** When things come. Default: all at once. */
  readonly pace?: Pace | undefined;
  /** Default: `'frame'`. With `'whole'`, only the `ttft` of the pace has a meaning. */
  readonly cut?: Cut | undefined;
  /** What goes wrong. Default: nothing. */
  readonly fault?: Fault | undefined;
  /**
   * Headers of the answer, e.g. `x-codex-primary-used-percent`; they win over the server's own. A WebSocket has only the
   * answer to its handshake: it carries the headers of the script that is next by then, or else of the default script,
   * where that is no function.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
