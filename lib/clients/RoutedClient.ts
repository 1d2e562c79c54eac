import { defer, EMPTY, NEVER, type Observable } from 'rxjs';
import { failOver } from '../operators/flow/failOver.js';
import { failWhen } from '../operators/flow/failWhen.js';
import { failWithApiError } from '../operators/flow/failWithApiError.js';
import { chatRequest } from '../payload/chat/chatPayload.js';
import { responsesPayload, responsesRequest } from '../payload/responses/responsesPayload.js';
import { buildError, type ApiError } from '../protocol/errors/ApiError.js';
import type { Prompt } from '../protocol/Prompt.js';
import { isAzureEndpoint } from '../provider/azureEndpoint.js';
import { notify } from '../telemetry/Telemetry.js';
import type { WebSocketTransport } from '../transport/WebSocketTransport.js';
import { CHAT } from './ChatClient.js';
import type { ChatOptions } from './ChatOptions.js';
import { createSession, deferBuild, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { openStream } from './http/openStream.js';
import { RESPONSES } from './ResponsesClient.js';
import type { ResponsesOptions } from './ResponsesOptions.js';
import { ResponsesWebSocketClient } from './ResponsesWebSocketClient.js';
import { ResponseStream } from './http/ResponseStream.js';
import { SocketOrHttp } from './websocket/SocketOrHttp.js';

/** A provider to fall back on, with its own credentials and its own budget of retries: those of another are not for it. */
export interface Fallback extends Pick<ClientOptions, 'provider' | 'auth' | 'retryBudget'> {
  /** What this provider calls the model. Default: the name that was asked for. */
  readonly model?: string | undefined;
}

/** A client, and where to go when its provider fails. */
export interface RoutedClientOptions extends ClientOptions {
  /** Tried in this order when the provider fails before any output. Default: none. */
  readonly fallbacks?: readonly Fallback[] | undefined;
  /** Which errors move on to the next provider. Default: `shouldFailOver`. */
  readonly failOverWhen?: ((error: ApiError) => boolean) | undefined;
  /**
   * Asks the first provider over a WebSocket, if its wire is `responses`: one socket per client, one answer at a time,
   * each request only what is new. Where no socket can be had, the client goes over to HTTP for good and tells
   * `onFailOver`. Make one client per conversation, and `close` it. Default: HTTP.
   */
  readonly websocket?: WebSocketTransport | undefined;
  /** Whether answers come as whole items instead of deltas. Default false. */
  readonly aggregate?: boolean | undefined;
}

/** The options of both wires; an option that a wire has no form for is left out there. */
export interface RoutedOptions extends ResponsesOptions, ChatOptions {}

/** One provider on the way. */
interface Route {
  readonly session: EndpointSession;
  readonly model: string | undefined;
}

const endpointOf = ({ provider }: EndpointSession) => (provider.wire === 'chat' ? CHAT : RESPONSES);

const makeBody = ({ provider }: EndpointSession, model: string, prompt: string | Prompt, options: RoutedOptions) => {
  if (provider.wire === 'chat') {
    if (options.previousResponseId !== undefined)
      throw buildError('previousResponseId needs a provider of wire "responses": send the whole conversation instead');
    return chatRequest(model, prompt, options);
  }
  const target = { azure: isAzureEndpoint(provider) };
  return responsesPayload(responsesRequest(model, prompt, options, target), target);
};

/**
 * A client that speaks whichever API its provider speaks (`provider.wire`), with one input and one vocabulary of events
 * for both, and that can go on to other providers when one fails before it has answered.
 *
 * ```text
 * first:     --created--#                                  before it has answered
 * fallback:             --created--text--completed--
 *        client.streamPrompt('gpt-5.1', 'Say hi')
 * events:    -------------created--text--(completed|)
 * ```
 *
 * @example
 * const client = new RoutedClient({
 *   provider: openai(),
 *   auth: bearerAuth(() => process.env.OPENAI_API_KEY),
 *   fallbacks: [{ provider: ollama(), model: 'qwen3' }],
 *   telemetry: { onFailOver: ({ from, to, error }) => console.warn(`${from} failed (${error.message}), asking ${to}`) },
 * });
 */
export class RoutedClient {
  readonly #routes: readonly [Route, ...Route[]];
  readonly #options: RoutedClientOptions;
  readonly #socket: SocketOrHttp | undefined;

  constructor(options: RoutedClientOptions) {
    const { provider, websocket, fallbacks = [], ...shared } = options;
    this.#options = options;
    if (websocket !== undefined && provider.wire === 'responses')
      this.#socket = new SocketOrHttp(
        new ResponsesWebSocketClient({ ...options, transport: websocket }).connect(),
        (error) => this.#reportFailOver(`${provider.name} (websocket)`, provider.name, error),
      );
    this.#routes = [
      { session: createSession(options), model: undefined },
      ...fallbacks.map(({ provider, auth, retryBudget, model }) => ({
        session: createSession({ ...shared, provider, auth, retryBudget }),
        model,
      })),
    ];
  }

  /**
   * Asks a model and streams its answer, from the first provider that answers. Every provider is asked with its own
   * retries; only what fails before any output, and in a way that another provider may not, moves on. A turn's state
   * and `extraHeaders` stay with the first provider, and so does a request with a `previousResponseId`.
   *
   * Errors: `ApiError`, of the last provider that was asked. Teardown: unsubscribing closes the socket.
   * Source: design 5.
   *
   * @param prompt a string, which is one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: RoutedOptions = {}): ResponseStream {
    const stream = new ResponseStream((demand) =>
      deferBuild(() => {
        const open = ({ session, model: name = model }: Route, given: RoutedOptions) =>
          openStream(session, endpointOf(session), () => makeBody(session, name, prompt, given), given)(demand);
        const [first, ...fallbacks] = this.#routes;
        // What may hold a key, or a name that only the first provider knows, does not travel to another one.
        const fallbackOptions = { ...options, turnState: undefined, extraHeaders: undefined };
        const others = options.previousResponseId === undefined ? fallbacks : [];
        const overHttp = () => open(first, options);
        const answer = this.#socket?.open(
          (connection) => connection.streamPrompt(model, prompt, options).withDemand(demand),
          overHttp,
        );
        return (answer ?? overHttp()).pipe(
          failOver(
            others.map((route) => open(route, fallbackOptions)),
            { when: this.#options.failOverWhen, onFailOver: this.#onFailOver },
          ),
          failWithApiError(),
          failWhen(this.#socket?.closing ?? NEVER),
        );
      }),
    );
    return this.#options.aggregate === true ? stream.aggregate() : stream;
  }

  /** Opens the WebSocket ahead of the first request; completes at once where none is used. Errors: `ApiError`. */
  prewarm(): Observable<never> {
    return defer(() => this.#socket?.prewarm() ?? EMPTY);
  }

  /** Closes the WebSocket, where one is used: every request of this client that runs, and every later one, fails. */
  close(): void {
    this.#socket?.close();
  }

  readonly #onFailOver = (error: ApiError, fallback: number): void => {
    const [from = '', to = ''] = [fallback, fallback + 1].map((index) => this.#routes[index]?.session.provider.name);
    this.#reportFailOver(from, to, error);
  };

  #reportFailOver(from: string, to: string, error: ApiError): void {
    notify(() => this.#routes[0].session.telemetry.onFailOver?.({ from, to, error }));
  }
}
