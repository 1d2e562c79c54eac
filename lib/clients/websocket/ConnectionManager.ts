import { defer, EMPTY, map, mergeMap, of, Subject, Subscription, tap, type Observable, type SchedulerLike } from 'rxjs';
import { DemandGate, type Demand } from '../../backpressure/Demand.js';
import { failWhen } from '../../operators/flow/failWhen.js';
import type { WithUrl } from '../../operators/http/sendRequest.js';
import type { FinishedExchange } from '../../payload/responses/incrementalRequest.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { apiError, buildError, isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { OpenSocket, SocketFrame, UpgradeResponse } from '../../transport/WebSocketTransport.js';
import { checkSocket } from './checkSocket.js';
import { interruptAnswer } from './interruptAnswer.js';
import { ResponseIds } from './ResponseIds.js';
import { responseIdOf } from './responseIdOf.js';
import type { WebSocketOptions } from './WebSocketOptions.js';

/** Options for `ConnectionManager`. */
export interface ConnectionManagerOptions {
  readonly limits: WebSocketOptions;
  /** Measures the idle time, and every wait. */
  readonly scheduler: SchedulerLike;
  /** A callback, called with the text of each frame of an earlier response that arrives while the socket is idle. */
  readonly onLate: (frame: string) => void;
}

/** A connection that was acquired for one exchange. */
export interface PooledConnection {
  /** The headers of the handshake's response. */
  readonly headers: Headers;
  readonly url: string;
  /** The socket was open already and has been idle. */
  readonly reused: boolean;
  /** The longest wait for the first message, in milliseconds, if the socket was idle for long and cannot be checked. */
  readonly firstMessageTimeout?: number;
  /** The frames that arrive from now on. The stream ends when the socket ends. */
  readonly frames: Observable<SocketFrame>;
  readonly send: OpenSocket['send'];
  /** The ids of the responses on this socket. */
  readonly ids: ResponseIds;
}

interface Pooled extends Omit<PooledConnection, 'reused'> {
  readonly ping?: OpenSocket['ping'];
  readonly reading: Subscription;
  readonly incoming: Subject<SocketFrame>;
}

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
  readonly #options: ConnectionManagerOptions;
  readonly #gate = new DemandGate();
  #pooled: Pooled | undefined;
  #idleSince = 0;
  #interrupted: string | undefined;
  #finished: FinishedExchange | undefined;
  readonly #closing = new Subject<never>();
  #isClosed = false;
  #handshakeFailure: ApiError | undefined;

  constructor(options: ConnectionManagerOptions) {
    this.#options = options;
  }

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

  /** A socket is open. It may have been lost without a sign. */
  get isOpen(): boolean {
    return this.#pooled !== undefined;
  }

  /** The error of the last handshake. It is undefined if the handshake succeeded. */
  get handshakeFailure(): ApiError | undefined {
    return this.#handshakeFailure;
  }

  /**
   * Emits the open socket, or opens one. A socket that has been idle for long is checked first. Unsubscribing before the
   * socket is open cancels the handshake.
   */
  open(connect: Observable<WithUrl<UpgradeResponse>>): Observable<PooledConnection> {
    return defer(() => {
      if (this.#isClosed) return this.#closing;
      const pooled = this.#pooled;
      if (pooled === undefined) return this.#connect(connect);
      const { limits, scheduler } = this.#options;
      const reused = { ...pooled, reused: true };
      if (scheduler.now() - this.#idleSince < limits.checkAfter) return of(reused);
      if (pooled.ping === undefined) return of({ ...reused, firstMessageTimeout: limits.firstMessageTimeout });
      return checkSocket(pooled.ping, limits.pingTimeout, scheduler).pipe(
        mergeMap((isAlive) => {
          if (isAlive && this.#pooled === pooled) return of(reused);
          this.discard();
          return this.#connect(connect);
        }),
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

  /** Ends an exchange and stores it, or `undefined` if the next request cannot build on it. */
  finish(exchange: FinishedExchange | undefined): void {
    this.#finished = exchange;
    this.#idleSince = this.#options.scheduler.now();
    this.#pooled?.ids.finish(exchange?.response_id);
  }

  /** Ends an exchange whose subscriber has left: closes the socket, or prepares the interruption of the answer. */
  leave(): void {
    const current = this.#pooled?.ids.current;
    if (!this.#options.limits.interrupt || current === undefined) return this.discard();
    this.#finished = undefined;
    this.#interrupted = current;
    this.#pooled?.ids.interrupt();
  }

  /**
   * Interrupts the answer that was left, if there is one. Completes when the socket can be used again. An error is not
   * shown to anyone: the socket is closed, and the next request opens another.
   */
  settle(): Observable<never> {
    return defer(() => {
      const { limits, scheduler } = this.#options;
      const [pooled, interrupted] = [this.#pooled, this.#interrupted];
      this.#interrupted = undefined;
      if (pooled === undefined || interrupted === undefined) return EMPTY;
      return interruptAnswer(pooled, interrupted, { due: limits.interruptTimeout, scheduler }).pipe(
        tap({ error: () => this.discard(), complete: () => (this.#idleSince = scheduler.now()) }),
        failWhen(this.#closing),
      );
    });
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

  #connect(connect: Observable<WithUrl<UpgradeResponse>>): Observable<PooledConnection> {
    this.#handshakeFailure = undefined;
    return connect.pipe(
      tap({ error: (error: unknown) => (this.#handshakeFailure = isApiError(error) ? error : undefined) }),
      map((head) => ({ ...this.#addToPool(head), reused: false })),
    );
  }

  #addToPool({ socket, headers, url }: WithUrl<UpgradeResponse>): Pooled {
    if (socket === undefined) throw buildError('the WebSocket transport gave an upgrade without a socket');
    const incoming = new Subject<SocketFrame>();
    const reading = new Subscription();
    const pooled: Pooled = {
      headers,
      url,
      incoming,
      frames: incoming,
      send: (text) => socket.send(text),
      ...(socket.ping && { ping: socket.ping.bind(socket) }),
      ids: new ResponseIds(),
      reading,
    };
    this.#pooled = pooled;
    this.#idleSince = this.#options.scheduler.now();
    reading.add(
      socket.frames.subscribe({
        next: (frame) => {
          if (incoming.observed) incoming.next(frame);
          else this.#receiveIdle(frame, pooled);
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

  #receiveIdle(frame: SocketFrame, { ids }: Pooled): void {
    if (frame.type === 'close') return this.discard();
    if (frame.type !== 'text' || !belongsToAnAnswer(frame)) return;
    const id = responseIdOf(parseJsonText(frame.text));
    if (id !== undefined && ids.isEarlier(id)) this.#options.onLate(frame.text);
    else this.discard();
  }
}
