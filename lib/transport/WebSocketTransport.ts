import type { Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import type { StreamResponse } from './HttpTransport.js';

/** A frame of a WebSocket: a message or, as the last one, the close frame. */
export type SocketFrame =
  | { readonly type: 'text'; readonly text: string }
  /** A binary message. The Responses API sends none. */
  | { readonly type: 'binary' }
  /** The server's close frame. If a connection ends without a close frame, `frames` only completes. */
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** The code that platforms report for a connection that ended without a close frame (RFC 6455, 7.1.5). */
export const NO_CLOSE_FRAME = 1006;

/** An open WebSocket. */
export interface OpenSocket {
  /**
   * The received frames. Subscribe to them exactly once: the subscriber owns the socket, and unsubscribing closes it.
   * Completes when the connection has ended. Fails with an `ApiError` if it was lost or violated the protocol.
   */
  readonly frames: Observable<SocketFrame>;
  /**
   * Sends a text message on subscription. Completes when the network has accepted it, or immediately if the platform
   * does not report that. Errors: an `ApiError` of type `transport` (`network`).
   */
  send(text: string): Observable<never>;
  /**
   * Sends a ping on subscription. Completes when the server has answered it. The frames must be read meanwhile. Absent
   * if the platform cannot send pings. Errors: an `ApiError` of type `transport` (`network`).
   */
  ping?(): Observable<never>;
}

/**
 * The response to a handshake: an open socket with the status 101, or a refusal, with a body like any other response.
 */
export interface UpgradeResponse extends StreamResponse {
  readonly socket?: OpenSocket;
}

/** An opener of WebSockets. */
export interface WebSocketTransport {
  /**
   * Identifies the network path. Clients whose transports have the same path share the knowledge that a server has no
   * WebSocket. Default: the transport itself.
   */
  readonly networkPath?: object;
  /**
   * Opens a WebSocket on subscription. Emits the response to the handshake, then completes. Unsubscribing before that
   * cancels the handshake. Redirects are not followed.
   *
   * Errors are `ApiError`s of type `transport`: `build` (nothing was sent) or `network`.
   *
   * @param request a request whose URL begins with `ws:` or `wss:`, without a body.
   * @param demand controls backpressure: the socket is read only while it is open, if the platform allows it. Default:
   * always open.
   */
  connect(request: HttpRequest, demand?: Demand): Observable<UpgradeResponse>;
}
