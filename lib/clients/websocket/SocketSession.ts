import { globalWebSocketTransport } from '../../transport/globalWebSocketTransport.js';
import type { WebSocketTransport } from '../../transport/WebSocketTransport.js';
import { createSession, type ClientOptions, type EndpointSession } from '../http/EndpointSession.js';

/** What a WebSocket client is made of. */
export interface ResponsesWebSocketClientOptions extends Omit<ClientOptions, 'transport'> {
  /** Default: `globalWebSocketTransport()`, which can send no headers. */
  readonly transport?: WebSocketTransport | undefined;
}

/** The options of a WebSocket client with every default filled in: what the calls of a connection share. */
export interface SocketSession extends Omit<EndpointSession, 'transport'> {
  readonly transport: WebSocketTransport;
}

export const createSocketSession = ({
  transport = globalWebSocketTransport(),
  ...options
}: ResponsesWebSocketClientOptions): SocketSession => ({ ...createSession(options), transport });
