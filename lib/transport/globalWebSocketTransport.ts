import { EMPTY, Observable } from 'rxjs';
import { apiError, buildError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { SOCKET_CLOSED, SOCKET_REFUSED } from '../protocol/errors/TransportError.js';
import { readOnce } from './readOnce.js';
import {
  NO_CLOSE_FRAME,
  type OpenSocket,
  type SocketFrame,
  type UpgradeResponse,
  type WebSocketTransport,
} from './WebSocketTransport.js';

/** Options for `globalWebSocketTransport`. */
export interface GlobalWebSocketTransportOptions {
  /**
   * Returns the subprotocols to offer. They are the only part of a handshake that a page can set, and some servers
   * accept a key there, in a form that they document. Default: none. A request with credentials then fails, because
   * they could not be sent.
   */
  readonly protocols?: ((headers: Headers) => readonly string[]) | undefined;
}

/** The network path of all transports of this kind. */
const PLATFORM = {};

const lost = (detail: string, code = SOCKET_CLOSED) =>
  apiError({ type: 'transport', error: { type: 'network', detail, code } });

const framesOf = (socket: WebSocket): Observable<SocketFrame> =>
  new Observable((subscriber) => {
    let isBroken = false; // the `error` event has no details
    const onMessage = ({ data }: MessageEvent<unknown>) =>
      subscriber.next(typeof data === 'string' ? { type: 'text', text: data } : { type: 'binary' });
    const onError = () => (isBroken = true);
    const onClose = ({ code, reason }: CloseEvent) => {
      if (isBroken) subscriber.error(lost('the websocket was lost; the platform does not tell why'));
      else if (code !== NO_CLOSE_FRAME) subscriber.next({ type: 'close', code, reason });
      subscriber.complete();
    };
    if (socket.readyState === socket.CLOSED) subscriber.error(lost('the websocket is not open'));
    socket.addEventListener('message', onMessage);
    socket.addEventListener('error', onError);
    socket.addEventListener('close', onClose);
    return () => {
      socket.removeEventListener('message', onMessage);
      socket.removeEventListener('error', onError);
      socket.removeEventListener('close', onClose);
      socket.close();
    };
  });

const openSocket = (socket: WebSocket): OpenSocket => ({
  frames: framesOf(socket).pipe(readOnce()),
  send: (text) =>
    new Observable((subscriber) => {
      if (socket.readyState !== socket.OPEN) {
        subscriber.error(lost('the websocket is not open'));
        return;
      }
      socket.send(text);
      subscriber.complete();
    }),
});

/**
 * Creates a transport over the platform's WebSocket, for browsers, workers, Deno and Node from 22 on. The platform
 * cannot send headers, and it hides the response to the handshake. So there are no session headers, no events from
 * headers, no status of a refusal and no backpressure. In Node, `nodeWebSocketTransport()` of `codex-rx/node` has none
 * of these limits.
 *
 * Errors: an `ApiError` of type `transport`: `build` if credentials could not be sent, otherwise `network`. Teardown:
 * unsubscribing closes the socket, before and after it is open.
 *
 * @example
 * const transport = globalWebSocketTransport({ protocols: (headers) => [`key.${headers.get('x-key')}`] });
 * new ResponsesWebSocketClient({ provider, transport });
 */
export const globalWebSocketTransport = ({ protocols }: GlobalWebSocketTransportOptions = {}): WebSocketTransport => ({
  networkPath: PLATFORM,
  connect: ({ url, headers }) =>
    new Observable<UpgradeResponse>((subscriber) => {
      if (protocols === undefined && headers.has('authorization')) {
        subscriber.error(
          buildError(
            'the WebSocket of this platform cannot send the key, as it sends no headers; use nodeWebSocketTransport() of codex-rx/node, or pass the key in the option protocols',
          ),
        );
        return undefined;
      }
      if (!('WebSocket' in globalThis)) {
        subscriber.error(buildError('this platform has no WebSocket; use nodeWebSocketTransport() of codex-rx/node'));
        return undefined;
      }
      let socket: WebSocket;
      try {
        socket = new WebSocket(url, [...(protocols?.(headers) ?? [])]);
      } catch (cause) {
        subscriber.error(buildError(`the websocket could not be opened: ${reasonOf(cause)}`, cause));
        return undefined;
      }
      let hasOwner = false;
      const onOpen = () => {
        hasOwner = true;
        subscriber.next({ status: 101, headers: new Headers(), bytes: EMPTY, socket: openSocket(socket) });
        subscriber.complete();
      };
      const onClose = () =>
        subscriber.error(lost('the websocket was refused; the platform does not tell why', SOCKET_REFUSED));
      socket.addEventListener('open', onOpen);
      socket.addEventListener('close', onClose);
      return () => {
        socket.removeEventListener('open', onOpen);
        socket.removeEventListener('close', onClose);
        if (!hasOwner) socket.close();
      };
    }),
});
