import type { RequestOptions } from './RequestOptions.js';
import { ResponsesConnection } from './ResponsesConnection.js';
import type { ResponsesWebSocketClientOptions } from './websocket/SocketSession.js';

/**
 * A client of the Responses API over WebSocket: a conversation keeps one socket, and each request sends only what is new.
 * Immutable, and idle until a stream of one of its connections is subscribed.
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
   * A connection of its own, for one conversation. Its socket is opened by the first request, or by `prewarm`.
   *
   * @param options what the handshake says, unless a request says otherwise.
   */
  connect(options: RequestOptions = {}): ResponsesConnection {
    return new ResponsesConnection(this.#options, options);
  }
}
