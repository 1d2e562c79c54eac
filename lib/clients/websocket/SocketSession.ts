import type { Undefinable } from '../../provider/Provider.js';
import { globalWebSocketTransport } from '../../transport/globalWebSocketTransport.js';
import type { WebSocketTransport } from '../../transport/WebSocketTransport.js';
import { createSession, type ClientOptions, type EndpointSession } from '../http/EndpointSession.js';
import { createWebSocketOptions, type WebSocketOptions } from './WebSocketOptions.js';

/** Options for a WebSocket client. */
export interface ResponsesWebSocketClientOptions extends Omit<ClientOptions, 'transport'> {
  /** The transport that opens the sockets. Default: `globalWebSocketTransport()`, which cannot send headers. */
  readonly transport?: WebSocketTransport | undefined;
  /** The limits of the sockets: of a handshake, of an idle socket and of an interrupted answer. */
  readonly websocketOptions?: Undefinable<WebSocketOptions> | undefined;
}

/** The options of a WebSocket client with all defaults applied, shared by the calls of a connection. */
export interface SocketSession extends Omit<EndpointSession, 'transport'> {
  readonly transport: WebSocketTransport;
  readonly limits: WebSocketOptions;
  /**
   * The number of sockets that are tried for one request before it is sent over HTTP. It is undefined if there is no
   * HTTP: the provider's `retry` then applies to failed connections too.
   */
  readonly attempts: number | undefined;
}

/** Applies the defaults to the options of a WebSocket client. */
export const createSocketSession = (
  given: ResponsesWebSocketClientOptions,
  attempts?: number,
  own: readonly string[] = [],
): SocketSession => {
  const {
    transport = globalWebSocketTransport(),
    websocketOptions,
    ...options
  }: ResponsesWebSocketClientOptions = { ...given };
  return { ...createSession(options, own), transport, limits: createWebSocketOptions(websocketOptions), attempts };
};
