import { catchError, EMPTY, materialize, Subject, throwError, type Observable } from 'rxjs';
import { recoverBeforeOutput } from '../../operators/flow/recoverBeforeOutput.js';
import { apiError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { needsHttp } from './needsHttp.js';
import type { ResponsesConnection } from '../ResponsesConnection.js';

type Events = Observable<ResponseEvent>;

// docs/wire.md, section 9.6
/**
 * Sends requests over a WebSocket until none can be opened, and over HTTP from then on. If no socket can be opened for
 * a request, the request is sent over HTTP instead, and its consumer gets no error. A request that has produced output
 * is not sent again.
 */
export class SocketOrHttp {
  readonly #connection: ResponsesConnection;
  readonly #onSwitch: (error: ApiError) => void;
  readonly #closing = new Subject<never>();
  #usesHttp = false;

  /**
   * Combines a connection with an HTTP client.
   *
   * @param onSwitch a callback, called once, with the error that caused the switch to HTTP.
   */
  constructor(connection: ResponsesConnection, onSwitch: (error: ApiError) => void) {
    this.#connection = connection;
    this.#onSwitch = onSwitch;
  }

  /** Emits the answer, over the WebSocket or over HTTP. */
  open(overSocket: (connection: ResponsesConnection) => Events, overHttp: () => Events): Events {
    if (this.#usesHttp) return overHttp();
    return overSocket(this.#connection).pipe(
      recoverBeforeOutput((attempts) =>
        attempts.pipe(
          catchError((error: unknown) => {
            // `usesHttp` first: a queued request fails because the request before it closed the connection.
            if (!this.#usesHttp && !needsHttp(error, this.#connection.refusal)) return throwError(() => error);
            this.#switchToHttp(error);
            return overHttp().pipe(materialize());
          }),
        ),
      ),
    );
  }

  /** An observable that fails when `close` is called. */
  get closing(): Observable<never> {
    return this.#closing;
  }

  /** Opens the socket before the first request. Completes immediately if requests already use HTTP. */
  prewarm(): Observable<never> {
    return this.#usesHttp ? EMPTY : this.#connection.prewarm();
  }

  /** Fails all running requests, and closes the socket. */
  close(): void {
    this.#closing.error(
      apiError({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' }),
    );
    this.#connection.close();
  }

  #switchToHttp(error: unknown): void {
    if (this.#usesHttp) return;
    this.#usesHttp = true;
    this.#connection.close();
    if (isApiError(error)) this.#onSwitch(error);
  }
}
