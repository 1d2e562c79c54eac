import { catchError, defer, EMPTY, materialize, Subject, throwError, type Observable } from 'rxjs';
import { recoverBeforeOutput } from '../../operators/flow/recoverBeforeOutput.js';
import { apiError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponsesApiRequest } from '../../protocol/requests/ResponsesApiRequest.js';
import type { RequestOptions } from '../RequestOptions.js';
import { knownRefusal, rememberRefusal } from './knownRefusals.js';
import { SocketChannel } from './SocketChannel.js';
import type { SocketSession } from './SocketSession.js';
import { hasNoWebSocket, isExpectedSwitch, socketVerdict } from './socketVerdict.js';

type Events = Observable<ResponseEvent>;

/** A change from the WebSocket to HTTP. */
export interface SwitchReport {
  readonly error: ApiError;
  /** Nothing is broken: the server has no WebSocket, or the request is too large for one. */
  readonly expected: boolean;
}

// docs/wire.md, section 9.6
// docs/decisions.md: leaving HTTP for a WebSocket and back
/**
 * Sends requests over a WebSocket until none can be used, and over HTTP from then on. If the connection fails before the
 * first event of an answer, the request is sent over HTTP, and its consumer gets no error. A request that has produced
 * output is not sent again.
 */
export class SocketOrHttp {
  readonly channel: SocketChannel;
  readonly #session: SocketSession;
  readonly #onSwitch: (report: SwitchReport) => void;
  readonly #closing = new Subject<never>();
  #usesHttp = false;

  /** @param onSwitch a callback, called for each change to HTTP. */
  constructor(session: SocketSession, onSwitch: (report: SwitchReport) => void) {
    this.channel = new SocketChannel(session);
    this.#session = session;
    this.#onSwitch = onSwitch;
  }

  /** Emits the answer over the WebSocket, or over HTTP if the connection fails before it. Call it while `isUsed`. */
  open(overSocket: () => Events, overHttp: () => Events): Events {
    return overSocket().pipe(
      recoverBeforeOutput((attempts) =>
        attempts.pipe(
          catchError((error: unknown) =>
            this.#mustSwitch(error) ? overHttp().pipe(materialize()) : throwError(() => error),
          ),
        ),
      ),
    );
  }

  /**
   * Returns whether the WebSocket is used. It is not once this client has changed to HTTP, nor while it is known from
   * another client that the server has no WebSocket. An open socket is a better proof than that.
   */
  isUsed(): boolean {
    const error = this.#usesHttp || this.channel.isOpen ? undefined : knownRefusal(this.#session);
    if (error !== undefined) this.#switchToHttp({ error, expected: true });
    return !this.#usesHttp;
  }

  /** An observable that fails when `close` is called. */
  get closing(): Observable<never> {
    return this.#closing;
  }

  /** Opens the socket before the first request. Completes immediately if requests use HTTP, also from now on. */
  prewarm(): Observable<never> {
    return this.#prepare(() => this.channel.prewarm());
  }

  /** Has the server read a request before the first question. Completes immediately if requests use HTTP. */
  warmUp(makeRequest: () => ResponsesApiRequest, options: RequestOptions): Observable<never> {
    return this.#prepare(() => this.channel.warmUp(makeRequest, options));
  }

  #prepare(open: () => Observable<never>): Observable<never> {
    return defer(() => {
      if (!this.isUsed()) return EMPTY;
      return open().pipe(catchError((error: unknown) => (this.#mustSwitch(error) ? EMPTY : throwError(() => error))));
    });
  }

  /** Fails all running requests, and closes the socket. */
  close(): void {
    this.#closing.error(
      apiError({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' }),
    );
    this.channel.close();
  }

  /** Returns whether a failed request is sent over HTTP, and reports that. */
  #mustSwitch(error: unknown): boolean {
    // A queued request fails because the request before it has closed the connection.
    if (this.#usesHttp) return true;
    const { handshakeFailure } = this.channel;
    const verdict = socketVerdict(error, handshakeFailure);
    if (verdict === 'answer' || !isApiError(error)) return false;
    const report = { error, expected: isExpectedSwitch(error, handshakeFailure) };
    if (verdict === 'http_once') {
      this.#onSwitch(report);
      return true;
    }
    if (hasNoWebSocket(handshakeFailure)) rememberRefusal(this.#session, error);
    this.#switchToHttp(report);
    return true;
  }

  #switchToHttp(report: SwitchReport): void {
    this.#usesHttp = true;
    this.channel.close();
    this.#onSwitch(report);
  }
}
