import { defer, ignoreElements, type Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';
import { inputItems } from '../payload/inputItems.js';
import { Mutex } from '../operators/flow/Mutex.js';
import { abortWith } from '../operators/flow/abortWith.js';
import { responsesPayload, responsesRequest } from '../payload/responses/responsesPayload.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponsesApiRequest } from '../protocol/ResponsesApiRequest.js';
import type { RequestSpec } from '../provider/HttpRequest.js';
import { createRedactor } from '../telemetry/Redactor.js';
import { callObserver } from './http/callObserver.js';
import { deferBuild } from './http/EndpointSession.js';
import { withRetries } from './http/withRetries.js';
import { lockConnection } from './websocket/lockConnection.js';
import { openSocket, type SocketCall } from './websocket/openSocket.js';
import { captureTurnState } from './http/captureTurnState.js';
import { payloadTarget } from './http/payloadTarget.js';
import { requestHeaders } from './http/requestHeaders.js';
import type { RequestOptions } from './RequestOptions.js';
import type { ResponsesOptions } from './ResponsesOptions.js';
import { ResponseStream } from './http/ResponseStream.js';
import { validPrompt } from './validPrompt.js';
import { ConnectionManager } from './websocket/ConnectionManager.js';
import {
  createSocketSession,
  type ResponsesWebSocketClientOptions,
  type SocketSession,
} from './websocket/SocketSession.js';
import { streamSocketEvents } from './websocket/streamSocketEvents.js';

// docs/wire.md, section 9.1
/** The header that requests protocol v2, in which a request contains the id of the response that it continues. */
const BETA = { 'openai-beta': 'responses_websockets=2026-02-06' };

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
  readonly #session: SocketSession;
  readonly #options: RequestOptions;
  readonly #shared = { keeper: new ConnectionManager(), mutex: new Mutex(), secrets: createRedactor() };

  /**
   * @param client the options of the client, applied. `ResponsesWebSocketClient.connect` passes its own.
   * @param options the options for the handshake. Options of a request override them.
   */
  constructor(client: ResponsesWebSocketClientOptions, options: RequestOptions = {}) {
    this.#session = createSocketSession(client);
    this.#options = options;
  }

  /**
   * Sends a prompt to a model and streams the answer: the same events and errors as `ResponsesClient.streamPrompt`.
   *
   * Errors: `ApiError`; after `close`, a `stream` error, `websocket connection is closed`. Teardown: unsubscribing
   * closes the socket, or leaves the queue.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): ResponseStream {
    return this.#open(() => {
      const target = payloadTarget(this.#session.provider);
      return responsesRequest(model, validPrompt(prompt, options), options, target);
    }, options);
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
    return defer(() => {
      const { keeper, secrets } = this.#shared;
      const observer = callObserver(this.#session.telemetry, secrets);
      return keeper
        .open(openSocket(this.#session, this.#handshake(this.#options), keeper.demand, observer))
        .pipe(
          ignoreElements(),
          withRetries(this.#session, observer),
          lockConnection(this.#session, this.#shared, observer),
          abortWith(this.#options.signal),
        );
    });
  }

  /**
   * The status of the server's response to the last handshake, if the server refused it. It is undefined if a socket
   * was opened or the connection was lost.
   */
  get refusal(): number | undefined {
    return this.#shared.keeper.refusal;
  }

  /** Closes the socket permanently. All running, waiting and later requests fail. */
  close(): void {
    this.#shared.keeper.close();
  }

  #handshake(options: RequestOptions): Pick<SocketCall, 'handshake' | 'onHead'> {
    const { turnState } = options;
    const handshake = (): RequestSpec => ({
      method: 'GET',
      path: 'responses',
      upgrade: 'websocket',
      headers: [BETA, ...requestHeaders(this.#session.provider, options)],
    });
    return { handshake, onHead: (headers) => turnState?.capture(headers) };
  }

  #open(makeRequest: () => ResponsesApiRequest, given: RequestOptions): ResponseStream {
    const options = { ...this.#options, ...given };
    const { conversationId, signal, frames, turnState } = options;
    const write = (asked: ResponsesApiRequest): string =>
      JSON.stringify({ type: 'response.create', ...responsesPayload(asked, payloadTarget(this.#session.provider)) });
    const ask = (request: ResponsesApiRequest, demand: Demand) => {
      const subject = { api: 'responses' as const, body: request, conversationId };
      const call = { ...this.#handshake(options), subject, request, write, frames };
      return streamSocketEvents(this.#session, this.#shared, call, demand);
    };
    return new ResponseStream((demand) =>
      deferBuild(() => ask(makeRequest(), demand)).pipe(captureTurnState(turnState), abortWith(signal)),
    );
  }
}
