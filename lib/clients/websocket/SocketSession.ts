import { globalWebSocketTransport } from '../../transport/globalWebSocketTransport.js';
import type { WebSocketTransport } from '../../transport/WebSocketTransport.js';
import { createSession, type ClientOptions, type EndpointSession } from '../http/EndpointSession.js';

/** Options for a WebSocket client. */
export interface ResponsesWebSocketClientOptions extends Omit<ClientOptions, 'transport'> {
  /** The transport that opens the sockets. Default: `globalWebSocketTransport()`, which cannot send headers. */
  readonly transport?: WebSocketTransport | undefined;
}

/** The options of a WebSocket client with all defaults applied, shared by the calls of a connection. */
export interface SocketSession extends Omit<EndpointSession, 'transport'> {
  readonly transport: WebSocketTransport;
}

/** Applies the defaults to the options of a WebSocket client. */
export const createSocketSession = ({
  transport = globalWebSocketTransport(),
  ...options
}: ResponsesWebSocketClientOptions): SocketSession => ({ ...createSession(options), transport });
