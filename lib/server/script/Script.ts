import type { JsonObject } from '../../protocol/codec/json.js';

/**
 * The model's answer, in the formats of both APIs. `textAnswer`, `reasoningAnswer`, `toolCallAnswer` and
 * `structuredAnswer` build both lists from the same input. Other lists can be passed too. The list of an API that is
 * not requested may be empty.
 */
export interface ScriptedAnswer {
  /** The frames of one stream of the Responses API, first to last. */
  readonly frames: readonly JsonObject[];
  /**
   * The same answer as chunks of the Chat Completions API, without `[DONE]`, which the server adds. A chunk with usage
   * and without choices is streamed only if the request sets `include_usage` in its `stream_options`. Without this
   * list, Chat requests fail with `script_failed`.
   */
  readonly chunks?: readonly JsonObject[] | undefined;
}

/** The speed of an answer. Default: as fast as the client reads. */
export interface Pace {
  /** The time between the response headers and the first frame, in milliseconds. */
  readonly ttft?: number | undefined;
  /** The number of deltas per second after the first one. All other frames are sent without delay. */
  readonly tokensPerSecond?: number | undefined;
}

/**
 * The division of the body into writes: one write per frame, one write for everything, or writes of a number of bytes,
 * which may cross frames. On a WebSocket every frame is a message: a number divides each message into fragments of that
 * many bytes, and `'whole'` sends all messages in one write.
 */
export type Cut = 'frame' | 'whole' | number;

/**
 * A fault before the first byte of a body, or instead of the body. On an open WebSocket, `status` sends an error frame
 * with that status, which ends the answer.
 */
export type HeadFault =
  /** Sends a status, headers and a body instead of the answer. A string is sent unchanged, any other body as JSON. */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly body?: unknown;
    }
  /** Resets the connection once the request has been read. */
  | { readonly type: 'reset_before_head' }
  /** Never answers. */
  | { readonly type: 'stall_before_head' };

/**
 * A fault in the body. `after` is the number of frames that are sent before the fault. A negative number counts from
 * the end: -1 means all frames but the last. On Chat, `[DONE]` is the last frame, and usage is a frame if the request
 * includes it.
 *
 * If the body is a single JSON value instead of a stream, only `incomplete` and `response_failed` use `after`. The
 * other faults send half of the body.
 *
 * On a WebSocket, the connection stays open for the next request after the answer has ended.
 */
export type BodyFault =
  /** Resets the connection. */
  | { readonly type: 'reset_mid_body'; readonly after: number }
  /** Sends nothing more and leaves the connection open. */
  | { readonly type: 'stall_mid_body'; readonly after: number }
  /** Ends the body cleanly, without a terminal frame. On a WebSocket: ends the connection without a close frame. */
  | { readonly type: 'truncate'; readonly after: number }
  /**
   * Sends an `error` frame and leaves the connection open. On Chat: sends a chunk `{ error: { message, type, code } }`.
   * For a single JSON body: a complete response with status 200 and `{ error }`. On a WebSocket: a frame `{ type:
   * 'error', error }`, which ends the answer.
   */
  | {
      readonly type: 'error_event';
      readonly after: number;
      readonly error: { readonly code?: string | undefined; readonly message: string };
    }
  /**
   * Ends the stream with `response.failed`. On Chat: the chunk of `error_event`, then `[DONE]`. For a single JSON body:
   * the failed response from `responses`, or status 200 with `{ error }` from every other endpoint.
   */
  | {
      readonly type: 'response_failed';
      readonly after: number;
      readonly error: { readonly code: string; readonly message: string };
    }
  /**
   * Ends the stream with `response.incomplete`. On Chat: a chunk with `reason` as its `finish_reason` (`length`,
   * `content_filter` …) replaces the original one. Usage follows if the request includes it, then `[DONE]`. Ignored by
   * `responses/compact`, `memories/trace_summarize` and `models`.
   */
  | { readonly type: 'incomplete'; readonly after: number; readonly reason: string }
  /** Inserts a frame that is not JSON; the stream continues after it. For a single JSON body: half of it. */
  | { readonly type: 'malformed_frame'; readonly after: number }
  /** Sends the complete answer and leaves the connection open. On a WebSocket this has no effect. */
  | { readonly type: 'linger' };

/** A fault of an answer on a WebSocket. Over HTTP, the script fails. `after` has the same meaning as in `BodyFault`. */
export type SocketFault =
  /** Sends a close frame with this code (1000, 1001, 1011 …) and reason. */
  | {
      readonly type: 'ws_close';
      readonly after: number;
      readonly code: number;
      readonly reason?: string | undefined;
    }
  /** Inserts a binary message; the answer continues after it. */
  | { readonly type: 'ws_binary'; readonly after: number }
  /** Sends a ping every `every` milliseconds during the answer. With a `ttft` of `Infinity`, only pings are sent. */
  | { readonly type: 'ws_ping'; readonly every: number }
  /** Ends the answer with an error frame that has a status: `{ type: 'error', status, error, headers }`. */
  | {
      readonly type: 'ws_error';
      readonly after: number;
      readonly status: number;
      readonly error: JsonObject;
      readonly headers?: JsonObject | undefined;
    }
  /**
   * Ends the answer with the error frame that a 60-minute-old connection gets. The server leaves the connection open.
   */
  | { readonly type: 'ws_connection_limit'; readonly after: number };

/** A fault of an answer. */
export type Fault = HeadFault | BodyFault | SocketFault;

/** The script for one request. An empty script answers immediately and without a fault. */
export interface Script {
  /** The answer. Default: the answer of `defaultScript`, which quotes the question. */
  readonly answer?: ScriptedAnswer | undefined;
  /**
   * The body for `responses/compact`, `memories/trace_summarize` and `models`, which ignore `answer`. It is written as
   * JSON. Default: a plausible body generated from the request.
   */
  readonly json?: unknown;
  /** The timing of the answer. Default: everything is sent immediately. */
  readonly pace?: Pace | undefined;
  /** The division of the body into writes. Default: `'frame'`. With `'whole'`, only the `ttft` of `pace` is used. */
  readonly cut?: Cut | undefined;
  /** The fault. Default: no fault. */
  readonly fault?: Fault | undefined;
  /**
   * The headers of the response, e.g. `x-codex-primary-used-percent`. They override the server's own headers. On a
   * WebSocket only the response to the handshake has headers. They are taken from the first queued script. If none is
   * queued, they are taken from the server's option `script`, unless that is a function.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
