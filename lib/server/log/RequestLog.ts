import type { RecordedRequest } from './RecordedRequest.js';
import type { RequestDraft } from '../script/draftRequest.js';
import type { RecordedSocket } from './RecordedSocket.js';

/** The maximum size of the bodies that are kept, in bytes of their texts. */
const KEPT_BODIES = 64 * 1024 * 1024;

interface Waiter {
  readonly index: number;
  readonly resolve: (closedAt: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The log of a server's requests and WebSockets. It also resolves the promises that wait for a client to close its
 * connection.
 */
export class RequestLog {
  readonly #requests: RecordedRequest[] = [];
  readonly #sockets: RecordedSocket[] = [];
  readonly #over = new Set<RecordedRequest>();
  readonly #bodies: { readonly request: RequestDraft; readonly size: number }[] = [];
  #bodySize = 0;
  #waiters: readonly Waiter[] = [];
  #stopped = false;

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  get sockets(): readonly RecordedSocket[] {
    return this.#sockets;
  }

  add(request: RecordedRequest): void {
    this.#requests.push(request);
  }

  addSocket(socket: RecordedSocket): void {
    this.#sockets.push(socket);
  }

  /** Marks a request as finished: its record does not change any more. */
  finish(request: RecordedRequest): void {
    this.#over.add(request);
    this.#settle();
  }

  /** Records the size of a request's body, and drops the bodies of the oldest requests beyond the limit. */
  keepBody(request: RequestDraft, size: number): void {
    this.#bodies.push({ request, size });
    this.#bodySize += size;
    while (this.#bodySize > KEPT_BODIES && this.#bodies.length > 1) {
      const oldest = this.#bodies.shift();
      if (oldest === undefined) return;
      this.#bodySize -= oldest.size;
      oldest.request.body = undefined;
    }
  }

  isOver(request: RecordedRequest): boolean {
    return this.#stopped || this.#over.has(request);
  }

  /** Marks all requests as finished, including later ones. */
  stop(): void {
    this.#stopped = true;
    this.#settle();
  }

  /** Waits for the client to close the connection of a request; see `ScriptedServer.closed`. */
  closed(index: number): Promise<number> {
    const closed = new Promise<number>((resolve, reject) => {
      this.#waiters = [...this.#waiters, { index, resolve, reject }];
      this.#settle();
    });
    closed.catch(() => undefined); // a test that fails early never awaits this promise
    return closed;
  }

  #settle(): void {
    this.#waiters = this.#waiters.filter(({ index, resolve, reject }) => {
      const request = this.#requests[index];
      if (request?.clientClosedAt !== undefined) resolve(request.clientClosedAt);
      else if (request?.completed === true)
        reject(new Error(`request ${index} was answered before the client closed the connection`));
      else if (this.#stopped)
        reject(new Error(`the server was closed before the client closed the connection of request ${index}`));
      else if (request && this.#over.has(request))
        reject(new Error(`request ${index} was reset by the server before the client closed the connection`));
      else return true;
      return false;
    });
  }
}
