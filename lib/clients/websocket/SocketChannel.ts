import { defer, identity, ignoreElements, type Observable } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { Mutex } from '../../operators/flow/Mutex.js';
import { abortWith } from '../../operators/flow/abortWith.js';
import type { PayloadTarget } from '../../payload/PayloadTarget.js';
import { responsesPayload } from '../../payload/responses/responsesPayload.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponsesApiRequest } from '../../protocol/requests/ResponsesApiRequest.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import { callObserver, type CallObserver } from '../http/callObserver.js';
import { captureTurnState } from '../http/captureTurnState.js';
import { deferBuild } from '../http/EndpointSession.js';
import { observeCall } from '../http/observeCall.js';
import { payloadTarget } from '../http/payloadTarget.js';
import { requestHeaders } from '../http/requestHeaders.js';
import { withRetries } from '../http/withRetries.js';
import type { RequestOptions } from '../RequestOptions.js';
import { ConnectionManager } from './ConnectionManager.js';
import { lockConnection, type SharedSocket } from './lockConnection.js';
import { openSocket, type SocketCall } from './openSocket.js';
import { retryRule } from './retryRule.js';
import type { SocketSession } from './SocketSession.js';
import { checkedOptions } from './WebSocketOptions.js';
import { streamSocketEvents } from './streamSocketEvents.js';

// docs/wire.md, section 9.1
/** The header that requests protocol v2, in which a request contains the id of the response that it continues. */
const BETA = { 'openai-beta': 'responses_websockets=2026-02-06' };

/** The socket of one conversation, with the state that its requests share. */
export class SocketChannel {
  readonly target: PayloadTarget;
  readonly #session: SocketSession;
  readonly #options: RequestOptions;
  readonly #shared: SharedSocket;

  /** @param options the options for the handshake. Options of a request override them. */
  constructor(session: SocketSession, options: RequestOptions = {}) {
    const secrets = createRedactor();
    const { limits, scheduler, telemetry } = session;
    const { onSkipped } = callObserver(telemetry, secrets);
    const onLate = (frame: string) =>
      onSkipped?.({ reason: 'a frame of an earlier response', excerpt: excerpt(frame) });
    this.target = payloadTarget(session.provider);
    this.#session = session;
    this.#options = options;
    this.#shared = { connections: new ConnectionManager({ limits, scheduler, onLate }), mutex: new Mutex(), secrets };
  }

  /**
   * Sends a request and emits its answer. Teardown: closes the socket, interrupts the answer, or leaves the queue.
   *
   * @param makeRequest called for each subscription; its exception is an error of that subscription.
   * @param observed the observer of the call that the request is a part of. Default: the request is a call of its own.
   */
  stream(
    makeRequest: () => ResponsesApiRequest,
    given: RequestOptions,
    demand: Demand,
    observed?: CallObserver,
  ): Observable<ResponseEvent> {
    return this.#send(makeRequest, given, demand, {}, observed);
  }

  // docs/wire.md, section 9.5
  /** Sends a request that generates nothing. The next one that continues it sends only its new items. */
  warmUp(makeRequest: () => ResponsesApiRequest, given: RequestOptions): Observable<never> {
    return this.#send(makeRequest, given, alwaysOpen, { generate: false }).pipe(ignoreElements());
  }

  #send(
    makeRequest: () => ResponsesApiRequest,
    given: RequestOptions,
    demand: Demand,
    members: { readonly generate?: false },
    observed?: CallObserver,
  ): Observable<ResponseEvent> {
    const options = { ...this.#options, ...given };
    const write = (asked: ResponsesApiRequest): string =>
      JSON.stringify({ type: 'response.create', ...responsesPayload(asked, this.target), ...members });
    return deferBuild(() => {
      const request = makeRequest();
      const call = { ...this.#handshake(options), request, write, frames: options.frames };
      const subject = { api: 'responses' as const, body: request, conversationId: options.conversationId };
      const observation = { subject, secrets: this.#shared.secrets, eventOf: identity, observer: observed };
      return observeCall<ResponseEvent>(this.#session, observation, (observer) =>
        streamSocketEvents(this.#session, this.#shared, call, demand, observer),
      );
    }).pipe(captureTurnState(options.turnState), abortWith(options.signal));
  }

  /** Opens the socket. Completes when it is open. Fails with the error of the handshake, after its retries. */
  prewarm(): Observable<never> {
    return defer(() => {
      checkedOptions(this.#session.limits);
      const { connections, secrets } = this.#shared;
      const observer = callObserver(this.#session.telemetry, secrets);
      return connections
        .open(openSocket(this.#session, this.#handshake(this.#options), connections.demand, observer))
        .pipe(
          ignoreElements(),
          withRetries(this.#session, observer, { isRetryable: retryRule(this.#session, connections) }),
          lockConnection(this.#session, this.#shared, observer),
          abortWith(this.#options.signal),
        );
    });
  }

  /** The redactor that knows the credentials which were sent in the handshake. */
  get secrets(): SharedSocket['secrets'] {
    return this.#shared.secrets;
  }

  /** A socket is open. It may have been lost without a sign. */
  get isOpen(): boolean {
    return this.#shared.connections.isOpen;
  }

  /** The error of the last handshake. It is undefined if the handshake succeeded. */
  get handshakeFailure(): ConnectionManager['handshakeFailure'] {
    return this.#shared.connections.handshakeFailure;
  }

  /** Closes the socket permanently. All running, waiting and later requests fail. */
  close(): void {
    this.#shared.connections.close();
  }

  #handshake({ turnState, ...options }: RequestOptions): Pick<SocketCall, 'handshake' | 'onHead'> {
    const handshake = (): RequestSpec => ({
      method: 'GET',
      path: 'responses',
      upgrade: 'websocket',
      headers: [BETA, ...requestHeaders(this.#session.provider, { ...options, turnState })],
    });
    return { handshake, onHead: (headers) => turnState?.capture(headers) };
  }
}
