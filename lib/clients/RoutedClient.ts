import { defer, EMPTY, identity, NEVER, type Observable } from 'rxjs';
import type { Demand } from '../backpressure/Demand.js';
import { abortWith } from '../operators/flow/abortWith.js';
import { failOver } from '../operators/flow/failOver.js';
import { failWhen } from '../operators/flow/failWhen.js';
import { failWithApiError } from '../operators/flow/failWithApiError.js';
import { buildError, type ApiError } from '../protocol/errors/ApiError.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { WireApi } from '../provider/Provider.js';
import { notify, type FailOverReport } from '../telemetry/Telemetry.js';
import { CHAT } from './ChatClient.js';
import type { PayloadTarget } from '../payload/PayloadTarget.js';
import { responsesRequest } from '../payload/responses/responsesPayload.js';
import type { CallObserver } from './http/callObserver.js';
import { observeCall } from './http/observeCall.js';
import { createSession, deferBuild, type EndpointSession } from './http/EndpointSession.js';
import { GEMINI } from './GeminiClient.js';
import { openStream } from './http/openStream.js';
import type { PromptInput, StreamingApi } from './http/StreamingApi.js';
import { MESSAGES } from './MessagesClient.js';
import { RESPONSES } from './ResponsesClient.js';
import type { ResponsesOptions } from './ResponsesOptions.js';
import { ResponseStream } from './http/ResponseStream.js';
import { validPrompt } from './validPrompt.js';
import { expectOptions } from './expectOptions.js';
import { routedFault } from './routed/routedFault.js';
import type { RoutedClientOptions, RoutedOptions } from './routed/RoutedClientOptions.js';
import { createSocketSession } from './websocket/SocketSession.js';
import { SocketOrHttp } from './websocket/SocketOrHttp.js';

/** The longest wait for the answer to a handshake, in milliseconds, because HTTP can be used instead. */
const HANDSHAKE_TIMEOUT = 5_000;

/** The names of the options that the other clients do not have. */
const OWN = ['fallbacks', 'failOverWhen', 'websocket', 'websocketOptions', 'aggregate'];

/** A provider with its session, and the name of the model at this provider. */
interface Route {
  readonly session: EndpointSession;
  readonly model: string | undefined;
}

interface RoutedRequest {
  readonly model: string;
  readonly prompt: string | Prompt;
  readonly options: RoutedOptions;
  readonly demand: Demand;
}

const APIS: Readonly<Record<WireApi, StreamingApi<PromptInput<RoutedOptions, never>>>> = {
  responses: RESPONSES,
  chat: CHAT,
  messages: MESSAGES,
  gemini: GEMINI,
};

const apiOf = ({ provider: { wire } }: EndpointSession, { previousResponseId, conversation }: RoutedOptions) => {
  if (wire !== 'responses' && (previousResponseId ?? conversation) !== undefined)
    throw buildError(
      `${previousResponseId === undefined ? 'conversation' : 'previousResponseId'} requires a provider whose wire is "responses", got "${wire}"; send the whole conversation instead`,
    );
  return APIS[wire];
};

/**
 * A client for the API that its provider has (`provider.wire`): Responses, Chat, Messages or Gemini. Input and events are
 * the same for all. It can continue with other providers when one fails before its answer.
 *
 * ```text
 * first:     --created--#                                  fails before its answer
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
 *   telemetry: { onFailOver: ({ from, to, error }) => console.warn(`${from} failed (${error.message}), trying ${to}`) },
 * });
 */
export class RoutedClient {
  readonly #routes: readonly [Route, ...Route[]];
  readonly #options: RoutedClientOptions;
  readonly #socket: SocketOrHttp | undefined;

  constructor(options: RoutedClientOptions) {
    const given: RoutedClientOptions = { ...options };
    const fault = routedFault(given);
    const own = { names: OWN, fault };
    const {
      websocket,
      websocketOptions = {},
      fallbacks = [],
      ...shared
    }: RoutedClientOptions = fault === undefined ? given : { provider: given.provider };
    this.#options = shared;
    const session = createSession(given, own);
    const { provider } = session;
    if (websocket !== undefined && provider.wire === 'responses') {
      const { attempts = 2, handshakeTimeout = HANDSHAKE_TIMEOUT, ...limits } = websocketOptions;
      const clientOptions = { ...shared, transport: websocket, websocketOptions: { ...limits, handshakeTimeout } };
      this.#socket = new SocketOrHttp(createSocketSession(clientOptions, attempts, OWN), ({ error, expected }) =>
        this.#reportFailOver({ from: `${provider.name} (websocket)`, to: provider.name, error, expected }),
      );
    }
    this.#routes = [
      { session, model: undefined },
      ...fallbacks.map(({ model, provider, auth, retryBudget }) => ({
        session: createSession({ ...shared, provider, auth, retryBudget }, own),
        model,
      })),
    ];
  }

  /**
   * Sends a prompt to a model and streams the answer of the first provider that answers. Each provider is tried with
   * its own retries. The next provider is tried if one fails before any output with an error that another provider may
   * not have. The state of a turn and `extraHeaders` are sent to the first provider only. A request with a
   * `previousResponseId` or a `conversation` is never sent to another provider.
   *
   * Errors: `ApiError`, of the last provider that was tried. Teardown: unsubscribing closes the connection.
   *
   * @param prompt a string, sent as one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: RoutedOptions = {}): ResponseStream {
    const stream = new ResponseStream((demand) =>
      deferBuild(() => {
        expectOptions(options);
        const open = ({ session, model: name = model }: Route, given: RoutedOptions, observer?: CallObserver) =>
          deferBuild(() =>
            openStream(
              session,
              apiOf(session, given),
              () => ({ type: 'prompt' as const, model: name, prompt, options: given }),
              given,
              observer,
            )(demand),
          );
        const [first, ...fallbacks] = this.#routes;
        // These may contain a key or a name of the first provider only: no other provider receives them.
        const fallbackOptions = { ...options, turnState: undefined, extraHeaders: undefined };
        const others = (options.previousResponseId ?? options.conversation) === undefined ? fallbacks : [];
        const answer =
          this.#socket?.isUsed() !== true
            ? open(first, options)
            : this.#overSocket(this.#socket, { model, prompt, options, demand }, (given, observer) =>
                open(first, given, observer),
              );
        return answer.pipe(
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

  /**
   * Opens the WebSocket before the first request. Completes when the WebSocket is open, or when none can be used.
   *
   * Errors: `ApiError`. Teardown: unsubscribing before the WebSocket is open cancels the handshake.
   */
  prewarm(): Observable<never> {
    return defer(() => this.#socket?.prewarm() ?? EMPTY);
  }

  /**
   * Makes the server read a prompt before the first question, over the WebSocket: see `ResponsesConnection.warmUp`.
   * Completes immediately when no WebSocket is used.
   */
  warmUp(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): Observable<never> {
    const socket = this.#socket;
    const request = (target: PayloadTarget) =>
      responsesRequest(model, validPrompt(prompt, options, target), options, target);
    return deferBuild(() => socket?.warmUp(() => request(socket.channel.target), options) ?? EMPTY);
  }

  /** Closes the WebSocket, if one is used. All running and all later requests of this client fail. */
  close(): void {
    this.#socket?.close();
  }

  /** Sends a request over the WebSocket, or over HTTP. Both are one call: a change to HTTP is not the end of a call. */
  #overSocket(
    socket: SocketOrHttp,
    { model, prompt, options: { signal, ...options }, demand }: RoutedRequest,
    overHttp: (options: RoutedOptions, observer: CallObserver) => Observable<ResponseEvent>,
  ): Observable<ResponseEvent> {
    return deferBuild(() => {
      const { channel } = socket;
      const body = responsesRequest(model, validPrompt(prompt, options, channel.target), options, channel.target);
      const subject = { api: 'responses' as const, body, conversationId: options.conversationId };
      return observeCall<ResponseEvent>(
        this.#routes[0].session,
        { subject, secrets: channel.secrets, eventOf: identity },
        (observer) =>
          socket.open(
            () => channel.stream(() => body, options, demand, observer),
            () => overHttp(options, observer),
          ),
      );
    }).pipe(abortWith(signal));
  }

  readonly #onFailOver = (error: ApiError, fallback: number): void => {
    const [from = '', to = ''] = [fallback, fallback + 1].map((index) => this.#routes[index]?.session.provider.name);
    this.#reportFailOver({ from, to, error, expected: false });
  };

  #reportFailOver(report: FailOverReport): void {
    notify(() => this.#routes[0].session.telemetry.onFailOver?.(report));
  }
}
