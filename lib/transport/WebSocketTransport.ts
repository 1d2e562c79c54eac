import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import type { StreamResponse } from './HttpTransport.js';

/** What a WebSocket brings: a message, or, last, why it was closed. */
export type SocketFrame =
  | { readonly type: 'text'; readonly text: string }
  /** A message that is no text; this protocol has none. */
  | { readonly type: 'binary' }
  /** The server's close frame. A connection that ends without one just completes. */
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** The code that platforms report for a connection that ended without a close frame (RFC 6455, 7.1.5). */
export const NO_CLOSE_FRAME = 1006;

/** An open WebSocket. */
export interface OpenSocket {
  /**
   * What comes. Subscribe it, once: its subscriber owns the socket, and unsubscribing closes it. Completes when the
   * connection has ended; fails with an `ApiError` when it was lost or broke the protocol.
   */
  readonly frames: Observable<SocketFrame>;
  /**
   * Sends a text; completes when the network has taken it, as far as the platform tells. Errors: `transport`, `network`.
   */
  send(text: string): Observable<never>;
}

/** The answer to a handshake: an open socket under the status 101, or a refusal, whose body is read as of any response. */
export interface UpgradeResponse extends StreamResponse {
  readonly socket?: OpenSocket;
}

/** A way to open WebSockets. */
export interface WebSocketTransport {
  /**
   * Cold: nothing is sent before subscribe. Emits the answer to the handshake, then completes; unsubscribing before it
   * cancels the handshake. Redirects are not followed.
   *
   * Errors are `ApiError`s of type `transport`: `build` (nothing was sent) or `network`.
   *
   * @param request its address begins with `ws:` or `wss:`; it has no body.
   * @param demand the socket is read only while it is open, where the platform lets one. Default: always.
   */
  connect(request: HttpRequest, demand?: Demand): Observable<UpgradeResponse>;
}
