import type { HeaderSource } from '../provider/HttpRequest.js';
import type { StreamCursor } from '../protocol/StreamCursor.js';
import type { SessionSource } from '../provider/sessionHeaders.js';
import type { TurnState } from '../provider/TurnState.js';

// docs/wire.md, section 6.4
/** The options of a request that are not part of its body. */
export interface RequestOptions {
  /** The conversation that a request belongs to, sent in headers. */
  readonly conversationId?: string | undefined;
  /** The kind of sub-agent that sends the request, sent in a header. Default: no header. */
  readonly sessionSource?: SessionSource | undefined;
  /** Headers that override the provider's headers. Session headers and credentials override them in turn. */
  readonly extraHeaders?: HeaderSource | undefined;
  /**
   * The compression of the body. `zstd` needs a transport that can compress: `nodeTransport()` of `codex-rx/node`.
   * Default: `none`.
   */
  readonly compression?: 'none' | 'zstd' | undefined;
  /** The state of a turn, shared by all requests of that turn: see `createTurnState`. */
  readonly turnState?: TurnState | undefined;
  /**
   * Receives the cursor of a background response after the events of each frame have been delivered. Pass the cursor to
   * `resumeStream` to continue after a reload. It is not called for the Chat API or over a WebSocket.
   */
  readonly onCursor?: ((cursor: StreamCursor) => void) | undefined;
  /**
   * `all`: a frame that gives no event is emitted as `{ type: 'other', raw }`. `known`: it is reported to `onSkipped` of
   * the telemetry. Default: `known`.
   */
  readonly frames?: 'known' | 'all' | undefined;
  /**
   * Ends the stream with an error when it fires. Cancelling does not require a signal: unsubscribing also cancels the
   * request.
   */
  readonly signal?: AbortSignal | undefined;
}
