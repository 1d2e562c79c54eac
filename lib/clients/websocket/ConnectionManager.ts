import { defer, map, of, Subject, Subscription, tap, type Observable } from 'rxjs';
import { DemandGate, type Demand } from '../../backpressure/Demand.js';
import type { WithUrl } from '../../operators/http/sendRequest.js';
import type { FinishedExchange } from '../../payload/responses/incrementalRequest.js';
import { apiError, buildError, isApiError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';

import type { OpenSocket, SocketFrame, UpgradeResponse } from '../../transport/WebSocketTransport.js';

/** A connection that was acquired for one exchange. */
export interface PooledConnection {
  /** The headers of the handshake's response. */
  readonly headers: Headers;
  readonly url: string;
  /** The socket was open already and has been idle. */
  readonly reused: boolean;
  /** The frames that arrive from now on. The stream ends when the socket ends. */
  readonly frames: Observable<SocketFrame>;
  readonly send: OpenSocket['send'];
}

interface Pooled extends Omit<PooledConnection, 'reused'> {
  readonly reading: Subscription;
  readonly incoming: Subject<SocketFrame>;
}

const statusOf = (error: unknown): number | undefined => (isApiError(error) ? responseOf(error)?.status : undefined);

/**
 * Returns whether a frame is part of an answer. If one arrives while no answer is awaited, it belongs to an earlier
 * answer.
 */
const belongsToAnAnswer = (frame: SocketFrame): boolean =>
  frame.type === 'text' && /"type"\s*:\s*"response\./.test(frame.text);

/**
 * Keeps one WebSocket open between exchanges, together with the exchange that was last completed on it. The manager
 * owns the socket: `discard` and `close` close it.
 */
export class ConnectionManager {
  readonly #gate = new DemandGate();
  #pooled: Pooled | undefined;
  #finished: FinishedExchange | undefined;
  readonly #closing = new Subject<never>();
  #isClosed = false;
  #refusal: number | undefined;

  /** The switch that allows or pauses reading from the socket. `follow` controls it. */
  get demand(): Demand {
    return this.#gate;
  }

  /** An observable that fails when `close` is called. */
  get closing(): Observable<never> {
    return this.#closing;
  }

  /** The last completed exchange, if it was completed on the open socket. */
  get finished(): FinishedExchange | undefined {
    return this.#finished;
  }

  /** The status of the server's response to the last handshake, if the server refused it. */
  get refusal(): number | undefined {
    return this.#refusal;
  }

  /** Emits the open socket, or opens one. Unsubscribing before the socket is open cancels the handshake. */
  open(connect: Observable<WithUrl<UpgradeResponse>>): Observable<PooledConnection> {
    return defer(() => {
      if (this.#isClosed) return this.#closing;
      if (this.#pooled !== undefined) return of({ ...this.#pooled, reused: true });
      this.#refusal = undefined;
      return connect.pipe(
        tap({ error: (error: unknown) => (this.#refusal = statusOf(error)) }),
        map((head) => ({ ...this.#addToPool(head), reused: false })),
      );
    });
  }

  /** Reads the socket only while `demand` allows it (backpressure). Unsubscribing removes this restriction. */
  follow(demand: Demand): Subscription {
    const set = (isOpen: boolean) => (isOpen ? this.#gate.open() : this.#gate.close());
    set(demand.isOpen);
    const following = demand.changes.subscribe({ next: set, error: () => this.discard() });
    following.add(() => this.#gate.open());
    return following;
  }

  /** Stores a completed exchange, or `undefined` if the next request cannot build on it. */
  finish(exchange: FinishedExchange | undefined): void {
    this.#finished = exchange;
  }

  /** Closes the socket. Otherwise the unread rest of an answer would be taken for the beginning of the next one. */
  discard(): void {
    this.#pooled?.reading.unsubscribe();
    this.#clearPool();
  }

  /** Closes the socket permanently. Later calls of `open` fail. */
  close(): void {
    this.#isClosed = true; // before `closing` fails: an observer may request another socket
    this.#closing.error(
      apiError({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' }),
    );
    this.discard();
  }

  #clearPool(): void {
    this.#pooled = undefined;
    this.#finished = undefined;
  }

  #addToPool({ socket, headers, url }: WithUrl<UpgradeResponse>): Pooled {
    if (socket === undefined)
      throw buildError('the WebSocket transport must emit a socket with a response of status 101, got none');
    const incoming = new Subject<SocketFrame>();
    const reading = new Subscription();
    const pooled: Pooled = { headers, url, incoming, frames: incoming, send: (text) => socket.send(text), reading };
    this.#pooled = pooled;
    reading.add(
      socket.frames.subscribe({
        next: (frame) => {
          if (incoming.observed) incoming.next(frame);
          else if (frame.type === 'close' || belongsToAnAnswer(frame)) this.discard();
        },
        error: (cause: unknown) => {
          this.#clearPool();
          incoming.error(cause);
        },
        complete: () => {
          this.#clearPool();
          incoming.complete();
        },
      }),
    );
    return pooled;
  }
}
