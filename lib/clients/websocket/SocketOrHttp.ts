import { catchError, EMPTY, materialize, Subject, throwError, type Observable } from 'rxjs';
import { recoverBeforeOutput } from '../../operators/flow/recoverBeforeOutput.js';
import { apiError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { needsHttp } from './needsHttp.js';
import type { ResponsesConnection } from '../ResponsesConnection.js';

type Events = Observable<ResponseEvent>;

/**
 * Asks over a WebSocket as long as one can be had, and over HTTP for good from then on. A request that finds out is asked
 * over HTTP too, so its consumer notices nothing; none is asked twice once it has been answered. Source: wire.md 9.6.
 */
export class SocketOrHttp {
  readonly #connection: ResponsesConnection;
  readonly #onLeave: (error: ApiError) => void;
  readonly #closing = new Subject<never>();
  #hasLeft = false;

  /** @param onLeave called once, with the error that said that there is no WebSocket to be had. */
  constructor(connection: ResponsesConnection, onLeave: (error: ApiError) => void) {
    this.#connection = connection;
    this.#onLeave = onLeave;
  }

  /** The answer, over whichever of the two. */
  ask(overSocket: (connection: ResponsesConnection) => Events, overHttp: () => Events): Events {
    if (this.#hasLeft) return overHttp();
    return overSocket(this.#connection).pipe(
      recoverBeforeOutput((attempts) =>
        attempts.pipe(
          catchError((error: unknown) => {
            // A request that waited for its turn meets the connection closed by the one before it.
            if (!this.#hasLeft && !needsHttp(error, this.#connection.refusal)) return throwError(() => error);
            this.#leave(error);
            return overHttp().pipe(materialize());
          }),
        ),
      ),
    );
  }

  /** Fails when `close` is called. */
  get closing(): Observable<never> {
    return this.#closing;
  }

  /** Opens the socket ahead of the first request; completes at once where none is used any more. */
  prewarm(): Observable<never> {
    return this.#hasLeft ? EMPTY : this.#connection.prewarm();
  }

  /** Ends everything that is asked, and closes the socket. */
  close(): void {
    this.#closing.error(
      apiError({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' }),
    );
    this.#connection.close();
  }

  #leave(error: unknown): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#connection.close();
    if (isApiError(error)) this.#onLeave(error);
  }
}
