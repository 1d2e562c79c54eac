import type { HeaderSource } from '../provider/HttpRequest.js';
import type { StreamCursor } from '../protocol/StreamCursor.js';
import type { SessionSource } from '../provider/sessionHeaders.js';
import type { TurnState } from '../provider/TurnState.js';

/** The part of a request's options that does not end up in the body. Source: wire.md 6.4. */
export interface RequestOptions {
  /** Tells the server, by headers, which conversation a request belongs to. */
  readonly conversationId?: string | undefined;
  /** Tells the server which kind of sub-agent asks. Default: it is not told. */
  readonly sessionSource?: SessionSource | undefined;
  /** Overwrite the provider's headers; overwritten by session headers and credentials. */
  readonly extraHeaders?: HeaderSource | undefined;
  /** `zstd` needs a transport that can compress: `nodeTransport()` of `codex-rx/node`. Default `none`. */
  readonly compression?: 'none' | 'zstd' | undefined;
  /** One cell per turn, shared by the turn's requests: see `createTurnState`. */
  readonly turnState?: TurnState | undefined;
  /**
   * Called while a background response streams, each time after its events were delivered: what `resumeStream` needs to go
   * on with it after a reload. Not called on the Chat wire, nor over a WebSocket.
   */
  readonly onCursor?: ((cursor: StreamCursor) => void) | undefined;
  /** Ends the stream with an error when it fires. Unsubscribing does without one. */
  readonly signal?: AbortSignal | undefined;
}
