import { safeText } from '../../../protocol/codec/safeText.js';
import {
  Observable,
  Subject,
  timeout,
  throwError,
  type SchedulerLike,
  type Subscriber,
  type Unsubscribable,
} from 'rxjs';
import { apiError, timeoutError, type ApiError } from '../../../protocol/errors/ApiError.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import { writeJsonText } from '../../../protocol/codec/json.js';
import type { RpcId, RpcMessage, RpcNotification, RpcRequest } from './RpcMessage.js';

/**
 * The maximum number of requests without an answer. Beyond about 300 the program refuses requests, and beyond 400 some
 * are never answered.
 */
export const MAX_IN_FLIGHT = 64;

/** JSON-RPC codes. */
export const METHOD_NOT_FOUND = -32601;
const OVERLOADED = -32001;

/** Options for `RpcPeer`. */
export interface RpcPeerOptions {
  /** Writes a line to the program. */
  readonly write: (line: string) => void;
  /** Called when a request is sent. What it returns is unsubscribed from when the request is over. */
  readonly wait: () => Unsubscribable;
  /** The longest time for an answer, in milliseconds. */
  readonly requestTimeout: number;
  readonly scheduler: SchedulerLike;
}

/** Handles the program's requests for one thread. */
export type RequestHandler = (request: RpcRequest) => void;

interface Waiting {
  readonly method: string;
  readonly subscriber: Subscriber<unknown>;
}

const refusal = (method: string, code: number, message: string): ApiError => {
  const detail = `codex refused ${method}: ${message}`;
  return code === OVERLOADED
    ? apiError({ type: 'server_overloaded', detail, code: safeText(code) })
    : apiError({ type: 'invalid_request', detail, code: safeText(code) });
};

/**
 * One side of a JSON-RPC connection, on lines: sends requests and matches their answers, publishes notifications, and
 * passes the program's requests to the handler of their thread. A request without a handler is refused, because the
 * program would wait for its answer forever.
 */
export class RpcPeer {
  readonly #options: RpcPeerOptions;
  readonly #pending = new Map<RpcId, Waiting>();
  readonly #queue = new Set<() => void>();
  readonly #handlers = new Map<string, RequestHandler>();
  readonly #notifications = new Subject<RpcNotification>();
  #nextId = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: RpcPeerOptions) {
    this.#options = options;
  }

  /** The program's notifications of all threads. Fails when the connection fails. */
  get notifications(): Observable<RpcNotification> {
    return this.#notifications;
  }

  /** Sends a request on subscription, and emits its result. Fails if it is refused, or not answered in time. */
  request(method: string, params: JsonObject): Observable<unknown> {
    const { requestTimeout, scheduler, wait } = this.#options;
    return new Observable<unknown>((subscriber) => {
      let id: RpcId | undefined;
      const send = () => {
        if (this.#failure !== undefined) {
          subscriber.error(this.#failure.error);
          return;
        }
        id = this.#nextId++;
        this.#pending.set(id, { method, subscriber });
        subscriber.add(wait());
        this.#write({ id, method, params });
      };
      if (this.#failure !== undefined || this.#pending.size < MAX_IN_FLIGHT) send();
      else this.#queue.add(send);
      return () => {
        if (id === undefined) this.#queue.delete(send);
        else if (this.#pending.delete(id)) this.#sendNext();
      };
    }).pipe(
      timeout({
        first: requestTimeout,
        scheduler,
        with: () => throwError(() => timeoutError(`codex did not answer ${method} within ${requestTimeout} ms`)),
      }),
    );
  }

  /** Sends a notification. */
  notify(method: string): void {
    this.#write({ method });
  }

  /** Answers a request of the program. */
  respond(id: RpcId, result: unknown): void {
    this.#write({ id, result });
  }

  /** Refuses a request of the program. */
  refuse(id: RpcId, code: number, message: string): void {
    this.#write({ id, error: { code, message } });
  }

  /** Sets the handler for the requests of a thread. The returned function removes it. */
  handle(threadId: string, handler: RequestHandler): () => void {
    this.#handlers.set(threadId, handler);
    return () => {
      if (this.#handlers.get(threadId) === handler) this.#handlers.delete(threadId);
    };
  }

  /** Takes a message of the program. An answer to no request, e.g. a second answer, is ignored. */
  receive(message: RpcMessage): void {
    if (message.type === 'notification') return this.#notifications.next(message);
    if (message.type === 'request') return this.#dispatch(message);
    const waiting = this.#pending.get(message.id);
    if (waiting === undefined) return;
    this.#pending.delete(message.id);
    this.#sendNext();
    const { method, subscriber } = waiting;
    if (message.type === 'failure') return subscriber.error(refusal(method, message.code, message.message));
    subscriber.next(message.result);
    subscriber.complete();
  }

  /** Fails all requests and notifications: the program has ended. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    for (const send of [...this.#queue]) send();
    this.#queue.clear();
    for (const { subscriber } of [...this.#pending.values()]) subscriber.error(error);
    this.#notifications.error(error);
  }

  #sendNext(): void {
    const [send] = this.#queue;
    if (send === undefined) return;
    this.#queue.delete(send);
    send();
  }

  #dispatch(request: RpcRequest): void {
    const { threadId } = request.params;
    const handler = typeof threadId === 'string' ? this.#handlers.get(threadId) : undefined;
    if (handler === undefined)
      this.refuse(request.id, METHOD_NOT_FOUND, `this client does not handle ${request.method}`);
    else handler(request);
  }

  #write(message: JsonObject): void {
    const line = writeJsonText(message);
    if (line !== undefined) this.#options.write(`${line}\n`);
  }
}
