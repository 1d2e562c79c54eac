import type { RecordedRequest } from './RecordedRequest.js';
import type { RecordedSocket } from './RecordedSocket.js';

interface Waiter {
  readonly index: number;
  readonly resolve: (closedAt: number) => void;
  readonly reject: (error: Error) => void;
}

/** What was asked, and who waits for a client to hang up. Lives as long as its server. */
export class RequestLog {
  readonly #requests: RecordedRequest[] = [];
  readonly #sockets: RecordedSocket[] = [];
  readonly #over = new Set<RecordedRequest>();
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

  /** Nothing will change about this request any more. */
  finish(request: RecordedRequest): void {
    this.#over.add(request);
    this.#settle();
  }

  isOver(request: RecordedRequest): boolean {
    return this.#stopped || this.#over.has(request);
  }

  /** No request is open any more, and none will come. */
  stop(): void {
    this.#stopped = true;
    this.#settle();
  }

  closed(index: number): Promise<number> {
    const closed = new Promise<number>((resolve, reject) => {
      this.#waiters = [...this.#waiters, { index, resolve, reject }];
      this.#settle();
    });
    closed.catch(() => undefined); // a test that fails early never awaits it
    return closed;
  }

  #settle(): void {
    this.#waiters = this.#waiters.filter(({ index, resolve, reject }) => {
      const request = this.#requests[index];
      if (request?.clientClosedAt !== undefined) resolve(request.clientClosedAt);
      else if (request?.completed === true)
        reject(new Error(`request ${index} was answered before the client hung up`));
      else if (this.#stopped) reject(new Error(`the server was closed before the client hung up on request ${index}`));
      else if (request && this.#over.has(request))
        reject(new Error(`request ${index} was reset by the server before the client hung up`));
      else return true;
      return false;
    });
  }
}
