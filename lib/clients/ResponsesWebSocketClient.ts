import type { RequestOptions } from './RequestOptions.js';
import { ResponsesConnection } from './ResponsesConnection.js';
import type { ResponsesWebSocketClientOptions } from './websocket/SocketSession.js';

/**
 * A client for the Responses API over WebSocket. A conversation uses one socket, and each request sends only its new
 * items. The client is immutable. A socket is opened only when a stream of one of its connections is subscribed to.
 *
 * @example
 * const client = new ResponsesWebSocketClient({ provider: openai(), auth, transport: nodeWebSocketTransport() });
 * const connection = client.connect();
 * connection.streamPrompt('gpt-5.1', { input: history }).subscribe(render);
 * // when the conversation is over
 * connection.close();
 */
export class ResponsesWebSocketClient {
  readonly #options: ResponsesWebSocketClientOptions;

  constructor(options: ResponsesWebSocketClientOptions) {
    this.#options = options;
  }

  /**
   * Creates a connection for one conversation. Its socket is opened by the first request, or by `prewarm`.
   *
   * @param options the options for the handshake. Options of a request override them.
   */
  connect(options: RequestOptions = {}): ResponsesConnection {
    return new ResponsesConnection(this.#options, options);
  }
}
