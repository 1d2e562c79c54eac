import { Observable, switchMap, type SchedulerLike } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { followDemand } from '../backpressure/followDemand.js';
import { apiError } from '../protocol/errors/ApiError.js';
import type { HttpTransport, StreamResponse } from './HttpTransport.js';
import { connectionError } from './connectionError.js';
import { drainable, type DrainableOptions, type DrainLimits } from './drainable.js';
import { drainingConnections } from './drainingConnections.js';
import { originOf } from './originOf.js';
import { lostConnection } from './lostConnection.js';
import { outgoing, type Compress, type Outgoing } from './outgoing.js';

/** The part of the platform's `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Options for `fetchTransport`. */
export interface FetchTransportOptions {
  /** Another implementation of `fetch`. Default: the global one, read when a request is sent. */
  readonly fetch?: Fetch | undefined;
  /**
   * Compresses the body of requests with `compression: 'zstd'`. Default: none, so that such requests fail before
   * anything is sent.
   */
  readonly compress?: Compress | undefined;
  /**
   * The limits within which the rest of a body is read after the answer is complete, so that the connection can be
   * reused. Default: 1000 ms and 64 KiB. `false` closes the connection at once.
   */
  readonly drain?: DrainLimits | false | undefined;
  /** Measures the time limit of `drain`. Default: a timer that does not keep a Node process alive. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** Reads a body, chunk by chunk, while demand is open. */
const readBody = (response: Response, connection: AbortController, demand: Demand): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    if (response.bodyUsed || response.body?.locked === true) {
      subscriber.error(
        apiError({ type: 'stream', reason: 'already_read', detail: 'the body of this response was already read' }),
      );
      return undefined;
    }
    const reader = response.body?.getReader();
    let reading = false;
    let hasEnded = reader === undefined;

    // A loop, because `await` is faster than a callback and another promise for each chunk.
    const read = async (): Promise<void> => {
      if (reader === undefined || reading) return;
      reading = true;
      try {
        while (!subscriber.closed && demand.isOpen) {
          const { done, value } = await reader.read();
          if (!done) {
            subscriber.next(value);
            continue;
          }
          hasEnded = true;
          subscriber.complete();
        }
      } catch (cause) {
        // After the end, this is the error of our own abort, and is ignored.
        subscriber.error(lostConnection(cause));
      }
      reading = false;
    };

    if (reader === undefined) subscriber.complete(); // 204 and 304 have no body
    const demandChanges = followDemand(
      demand,
      () => void read(),
      (cause) => subscriber.error(cause),
    );
    void read();
    return () => {
      demandChanges.unsubscribe();
      // Closes the socket. Cancelling the reader would leave an idle socket open.
      if (!hasEnded) connection.abort();
    };
  });

// Outside of the request, whose subscribers the body of an open response would otherwise keep in memory.
const bodyOf = (response: Response, connection: AbortController, demand: Demand, options: DrainableOptions) =>
  drainable((open) => readBody(response, connection, open), demand, options);

/**
 * Creates a transport over the platform's `fetch`, for browsers, edge runtimes, Deno and Node. Each subscription sends
 * one request. Node's `fetch` has its own limits: 300 s for the head (status and headers) and 300 s between two chunks.
 * A provider with longer timeouts needs another transport.
 *
 * When an answer is complete, the rest of its body is read in the background, within the limits of `drain`, so that the
 * next request can use the connection. Meanwhile Node's `fetch` keeps the process alive.
 *
 * Errors: an `ApiError` of type `transport`: `build` (nothing was sent), `network` or `timeout`. It has the type
 * `stream` for a body that is read twice. Teardown: unsubscribing closes the socket, before the head and while the body
 * is read. After a complete answer it is closed within the limits of `drain`.
 *
 * @example
 * new ResponsesClient({ provider: openai(), transport: fetchTransport({ fetch: instrumentedFetch }) });
 */
export const fetchTransport = (options: FetchTransportOptions = {}): HttpTransport => {
  const connections = drainingConnections(options.scheduler);
  const stream: HttpTransport['stream'] = (request, demand = alwaysOpen) =>
    new Observable<StreamResponse>((subscriber) => {
      const connection = new AbortController();
      const origin = originOf(request.url);
      let bodyHasOwner = false;
      let hasFailed = false;

      const send = ({ headers, body }: Outgoing): void => {
        try {
          const fetch = options.fetch ?? globalThis.fetch;
          fetch(request.url, {
            method: request.method,
            headers,
            ...definedMembers({ body }),
            redirect: 'manual', // a followed redirect would carry the prompt, and most headers, to another origin
            signal: connection.signal,
          }).then(
            (response) => {
              if (subscriber.closed) return;
              bodyHasOwner = true;
              subscriber.next({
                status: response.status,
                headers: response.headers,
                ...bodyOf(response, connection, demand, { ...options, onDrain: connections.adder(origin) }),
              });
              subscriber.complete();
            },
            (cause: unknown) => {
              hasFailed = true;
              subscriber.error(connectionError(cause, 'no response was received', request.url));
            },
          );
        } catch (cause) {
          subscriber.error(connectionError(cause, 'the request could not be sent'));
        }
      };

      subscriber.add(
        connections
          .whenFree(origin)
          .pipe(switchMap(() => outgoing(request, options.compress)))
          .subscribe({ next: send, error: (cause: unknown) => subscriber.error(cause) }),
      );
      return () => {
        // Node would throw the error of an abort where nobody can catch it, if it has refused the head: six encodings.
        if (!bodyHasOwner && !hasFailed) connection.abort();
      };
    });
  return { stream };
};
