import { defer, map, of, Subject, Subscription, tap, type Observable } from 'rxjs';
import { DemandGate, type Demand } from '../../backpressure/Demand.js';
import type { WithUrl } from '../../operators/http/sendRequest.js';
import type { FinishedExchange } from '../../payload/responses/incrementalRequest.js';
import { apiError, buildError, isApiError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';

import type { OpenSocket, SocketFrame, UpgradeResponse } from '../../transport/WebSocketTransport.js';

/** A socket for one exchange. */
export interface PooledConnection {
  /** The headers of the handshake's answer. */
  readonly headers: Headers;
  readonly url: string;
  /** Whether it was open before: it has lain idle. */
  readonly reused: boolean;
  /** What comes from now on. Ends when the socket does. */
  readonly frames: Observable<SocketFrame>;
  readonly send: OpenSocket['send'];
}

interface Kept extends Omit<PooledConnection, 'reused'> {
  readonly reading: Subscription;
  readonly incoming: Subject<SocketFrame>;
}

const statusOf = (error: unknown): number | undefined => (isApiError(error) ? responseOf(error)?.status : undefined);

/** Whether a frame is part of an answer. Where none was asked for, it is the rest of an earlier one. */
const belongsToAnAnswer = (frame: SocketFrame): boolean =>
  frame.type === 'text' && /"type"\s*:\s*"response\./.test(frame.text);

/**
 * Keeps one WebSocket open from one exchange to the next, and what was answered last on it. The keeper owns the socket:
 * `drop` and `close` close it.
 */
export class ConnectionManager {
  readonly #gate = new DemandGate();
  #kept: Kept | undefined;
  #finished: FinishedExchange | undefined;
  readonly #closing = new Subject<never>();
  #isClosed = false;
  #refusal: number | undefined;

  /** Whether the socket may be read: what `follow` says. */
  get demand(): Demand {
    return this.#gate;
  }

  /** Fails when `close` is called. */
  get closing(): Observable<never> {
    return this.#closing;
  }

  /** The exchange that was answered last, if it was answered on the socket that is open. */
  get finished(): FinishedExchange | undefined {
    return this.#finished;
  }

  /** The status with which the last handshake was refused. */
  get refusal(): number | undefined {
    return this.#refusal;
  }

  /** The open socket, or a new one; whoever leaves before it is open cancels its handshake. */
  open(connect: Observable<WithUrl<UpgradeResponse>>): Observable<PooledConnection> {
    return defer(() => {
      if (this.#isClosed) return this.#closing;
      if (this.#kept !== undefined) return of({ ...this.#kept, reused: true });
      this.#refusal = undefined;
      return connect.pipe(
        tap({ error: (error: unknown) => (this.#refusal = statusOf(error)) }),
        map((head) => ({ ...this.#keep(head), reused: false })),
      );
    });
  }

  /** Reads the socket only while `demand` is open. Unsubscribing opens it again. */
  follow(demand: Demand): Subscription {
    const set = (isOpen: boolean) => (isOpen ? this.#gate.open() : this.#gate.close());
    set(demand.isOpen);
    const following = demand.changes.subscribe({ next: set, error: () => this.drop() });
    following.add(() => this.#gate.open());
    return following;
  }

  /** Remembers an exchange that was answered to its end. */
  finish(exchange: FinishedExchange | undefined): void {
    this.#finished = exchange;
  }

  /** Closes the socket: the rest of an answer that nobody reads would else be taken for the beginning of the next one. */
  drop(): void {
    this.#kept?.reading.unsubscribe();
    this.#forget();
  }

  /** Closes the socket for good. */
  close(): void {
    this.#isClosed = true; // before anybody hears of it, and asks for another socket
    this.#closing.error(
      apiError({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' }),
    );
    this.drop();
  }

  #forget(): void {
    this.#kept = undefined;
    this.#finished = undefined;
  }

  #keep({ socket, headers, url }: WithUrl<UpgradeResponse>): Kept {
    if (socket === undefined) throw buildError('the WebSocket transport gave an upgrade without a socket');
    const incoming = new Subject<SocketFrame>();
    const reading = new Subscription();
    const kept: Kept = { headers, url, incoming, frames: incoming, send: (text) => socket.send(text), reading };
    this.#kept = kept;
    reading.add(
      socket.frames.subscribe({
        next: (frame) => {
          if (incoming.observed) incoming.next(frame);
          else if (frame.type === 'close' || belongsToAnAnswer(frame)) this.drop();
        },
        error: (cause: unknown) => {
          this.#forget();
          incoming.error(cause);
        },
        complete: () => {
          this.#forget();
          incoming.complete();
        },
      }),
    );
    return kept;
  }
}
