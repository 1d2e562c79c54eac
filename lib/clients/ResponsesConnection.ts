import type { Observable } from 'rxjs';
import { inputItems } from '../payload/inputItems.js';
import { responsesRequest } from '../payload/responses/responsesPayload.js';
import { responseOf } from '../protocol/errors/responseOf.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponsesApiRequest } from '../protocol/requests/ResponsesApiRequest.js';
import { ResponseStream } from './http/ResponseStream.js';
import type { RequestOptions } from './RequestOptions.js';
import type { ResponsesOptions } from './ResponsesOptions.js';
import { validPrompt } from './validPrompt.js';
import { SocketChannel } from './websocket/SocketChannel.js';
import { createSocketSession, type ResponsesWebSocketClientOptions } from './websocket/SocketSession.js';

/**
 * A connection for one conversation over one WebSocket, with one answer at a time: each request waits until the one
 * before it has ended. A request that continues the last answer on this socket sends only its new items. Any other
 * request, and the first request on a new socket, sends all its items. If an answer fails, or its subscriber
 * unsubscribes before its end, the socket is closed, and the next request opens another.
 *
 * ```text
 * socket:  --item--completed--item--completed--      one socket for both; only new items are sent
 *        concat(connection.streamPrompt('gpt-5.1', 'Hi'), connection.streamPrompt('gpt-5.1', more))
 * events:  --item--completed--item--(completed|)
 * sent:    a-------b                                 a = 'Hi', b = 'resp_1 + And?'
 * ```
 *
 * @example
 * const connection = new ResponsesWebSocketClient({ provider, auth, transport: nodeWebSocketTransport() }).connect();
 * connection.streamPrompt('gpt-5.1', { input: history }).subscribe(render);
 * // when the conversation is over
 * connection.close();
 */
export class ResponsesConnection {
  readonly #channel: SocketChannel;

  /**
   * @param client the options of the client, applied. `ResponsesWebSocketClient.connect` passes its own.
   * @param options the options for the handshake. Options of a request override them.
   */
  constructor(client: ResponsesWebSocketClientOptions, options: RequestOptions = {}) {
    this.#channel = new SocketChannel(createSocketSession(client), options);
  }

  /**
   * Sends a prompt to a model and streams the answer: the same events and errors as `ResponsesClient.streamPrompt`.
   *
   * Errors: `ApiError`; after `close`, a `stream` error, `websocket connection is closed`. Teardown: unsubscribing
   * closes the socket, or interrupts the answer (`websocketOptions.interrupt`), or leaves the queue.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): ResponseStream {
    return this.#open(
      () => responsesRequest(model, validPrompt(prompt, options, this.#channel.target), options, this.#channel.target),
      options,
    );
  }

  /** Sends a prepared request. In all other respects it works like `streamPrompt`. */
  streamRequest(request: ResponsesApiRequest, options: RequestOptions = {}): ResponseStream {
    return this.#open(() => ({ ...request, input: inputItems(request.input) }), options);
  }

  /**
   * Opens the socket before the first request. Completes when the socket is open, or immediately if it is open already.
   *
   * Errors: the `ApiError` of the handshake, after its retries. Teardown: unsubscribing before the socket is open
   * cancels the handshake.
   */
  prewarm(): Observable<never> {
    return this.#channel.prewarm();
  }

  /**
   * Sends a request that generates nothing (`generate: false`), so that the server has read the instructions, the tools
   * and the conversation before the first question. It opens the socket too. A request that continues this one sends
   * only its new items. Completes when the server is ready.
   *
   * Errors: `ApiError`, as for `streamPrompt`. Teardown: unsubscribing closes the socket or leaves the queue.
   *
   * @example
   * const connection = new ResponsesWebSocketClient({ provider, auth, transport: nodeWebSocketTransport() }).connect();
   * const history = [userMessage('This is the file: …')];
   * connection.warmUp('gpt-5.1', { input: history }).subscribe();
   * connection.streamPrompt('gpt-5.1', { input: [...history, userMessage('What is in it?')] }).subscribe(render);
   */
  warmUp(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): Observable<never> {
    return this.#channel.warmUp(
      () => responsesRequest(model, validPrompt(prompt, options, this.#channel.target), options, this.#channel.target),
      options,
    );
  }

  /**
   * The status of the server's response to the last handshake, if the server refused it. It is undefined if a socket
   * was opened or the connection was lost.
   */
  get refusal(): number | undefined {
    const { handshakeFailure } = this.#channel;
    return handshakeFailure && responseOf(handshakeFailure)?.status;
  }

  /** Closes the socket permanently. All running, waiting and later requests fail. */
  close(): void {
    this.#channel.close();
  }

  #open(makeRequest: () => ResponsesApiRequest, options: RequestOptions): ResponseStream {
    return new ResponseStream((demand) => this.#channel.stream(makeRequest, options, demand));
  }
}
