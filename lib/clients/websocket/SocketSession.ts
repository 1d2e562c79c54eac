import { isJsonObject } from '../../protocol/codec/json.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
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

/** The options of a WebSocket, under the names that the client has for them. */
interface SocketOptions {
  readonly websocketOptions: unknown;
  readonly [transport: string]: unknown;
}

/** Describes a transport that opens no WebSockets, or limits that are no object. Returns undefined if both are possible. */
export const socketFault = ({ websocketOptions, ...transports }: SocketOptions): string | undefined => {
  if (websocketOptions !== undefined && !isJsonObject(websocketOptions))
    return `websocketOptions must be an object, got ${kindOf(websocketOptions)}`;
  for (const [name, value] of Object.entries(transports))
    if (value !== undefined && !(isJsonObject(value) && typeof value['connect'] === 'function'))
      return `${name} is ${kindOf(value)} that opens no WebSocket; write ${name}: globalWebSocketTransport(), or nodeWebSocketTransport()`;
  return undefined;
};

/** Applies the defaults to the options of a WebSocket client. */
export const createSocketSession = (
  given: ResponsesWebSocketClientOptions,
  attempts?: number,
  own: readonly string[] = [],
): SocketSession => {
  const { transport, websocketOptions, ...options }: ResponsesWebSocketClientOptions = { ...given };
  const fault = socketFault({ websocketOptions, transport });
  return {
    ...createSession(options, { names: own, fault }),
    transport: fault === undefined && transport !== undefined ? transport : globalWebSocketTransport(),
    limits: createWebSocketOptions(fault === undefined ? websocketOptions : {}),
    attempts,
  };
};
