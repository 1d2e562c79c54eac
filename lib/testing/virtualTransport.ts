import { asyncScheduler, catchError, defer, EMPTY, isObservable, map, take, throwError, type Observable } from 'rxjs';
import { alwaysOpen } from '../backpressure/Demand.js';
import { holdWhileClosed } from '../backpressure/holdWhileClosed.js';
import { apiError, buildError, type ApiError } from '../protocol/errors/ApiError.js';
import { expectParsed } from '../protocol/recording/expectParsed.js';
import { isHandshake, type MarbleFile } from '../protocol/recording/marbleFile/MarbleFile.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import type { HttpTransport, StreamResponse } from '../transport/HttpTransport.js';
import { drainable, type DrainLimits } from '../transport/drainable.js';
import { lostConnection } from '../transport/lostConnection.js';
import { playExchange } from '../transport/playExchange.js';
import { readOnce } from '../transport/readOnce.js';

/** A response of a virtual server. */
export interface VirtualResponse extends StreamResponse {
  /** The limits within which the body is read after the answer is complete. Default: it is unsubscribed at once. */
  readonly drainLimits?: DrainLimits | undefined;
}

/** A transport that uses no network. It answers with the given observables and records the requests. */
export interface VirtualTransport extends HttpTransport {
  /** Every request sent so far, credentials included. */
  readonly requests: readonly HttpRequest[];
}

// asyncScheduler is the one whose time a TestScheduler replaces.
const attemptsOf = (given: Observable<VirtualResponse> | MarbleFile): readonly Observable<VirtualResponse>[] => {
  if (isObservable(given)) return [given];
  expectParsed(given, 'exchanges');
  return given.exchanges
    .filter((exchange) => !isHandshake(exchange))
    .map((exchange) => playExchange(exchange, 1, asyncScheduler));
};

/**
 * Creates a transport that answers the nth request with the nth observable. A `.marble` file stands for one observable
 * for each of its requests over HTTP, which emits the recorded response at its recorded times. With cold observables of a `TestScheduler`,
 * the whole client runs in virtual time. Assert on their subscriptions to check when a request was sent and cancelled.
 *
 * Errors: an `ApiError` of type `build`, with the number of observables, if there are more requests than observables.
 * Clients do not retry it. Throws a `build` error for the result of a parser that was not unwrapped.
 *
 * @example
 * const body = cold('  --a--b|', { a: bytes(sse(textDelta('Hi'))), b: bytes(sse(completed('resp_1'))) });
 * const transport = virtualTransport(cold('--#', {}, reset()), cold('---h|', { h: response(body) }));
 * const provider = createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1', retry: { baseDelay: 10 } });
 * const client = new ResponsesClient({ provider, transport, random: () => 0.5 });
 * const text$ = client.streamPrompt('gpt-5.1', 'Hi').pipe(ofType('output_text_delta'), map(({ delta }) => delta));
 * expectObservable(text$).toBe('-- 10ms -----a--|', { a: 'Hi' });
 */
export const virtualTransport = (...given: readonly (Observable<VirtualResponse> | MarbleFile)[]): VirtualTransport => {
  const attempts = given.flatMap(attemptsOf);
  const requests: HttpRequest[] = [];
  return {
    requests,
    stream: (request, demand = alwaysOpen) =>
      defer(() => {
        const attempt = attempts[requests.push(request) - 1];
        if (attempt === undefined)
          return throwError(() =>
            buildError(
              `unexpected request ${requests.length}: virtualTransport was given ${attempts.length} observable(s); pass one for each request`,
            ),
          );
        return attempt.pipe(
          take(1),
          map(({ status, headers, bytes, drainLimits }) => ({
            status,
            headers,
            ...drainable(
              (open) =>
                bytes.pipe(
                  catchError((cause: unknown) => throwError(() => lostConnection(cause))),
                  readOnce(),
                  holdWhileClosed(open),
                ),
              demand,
              { drain: drainLimits ?? false, scheduler: asyncScheduler }, // the one whose time a TestScheduler replaces
            ),
          })),
        );
      }),
  };
};

/** Options for `response`. */
export interface ResponseOptions {
  /** Default: 200. */
  readonly status?: number;
  /** Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The limits within which the body is read after the answer is complete, as real transports do, e.g. `{}` for their
   * defaults. Default: the body is unsubscribed at the end of the answer.
   */
  readonly drain?: DrainLimits;
}

/**
 * Creates a response with a status, headers and a body. Default: status 200, no headers, an empty body.
 *
 * @example
 * const answered = response(of(bytes(sse(textDelta('Hi'), completed()))));
 * const refused = response(of(bytes('{"error":{"message":"slow down"}}')), { status: 429, headers: { 'retry-after': '2' } });
 */
export const response = (
  bytes: Observable<Uint8Array> = EMPTY,
  { status = 200, headers = {}, drain }: ResponseOptions = {},
): VirtualResponse => ({ status, headers: new Headers(headers), bytes, drainLimits: drain });

/**
 * Creates the error for a connection that was reset. Clients retry it.
 *
 * @example
 * const transport = virtualTransport(throwError(reset), of(response(bytes$)));
 */
export const reset = (): ApiError =>
  apiError({ type: 'transport', error: { type: 'network', detail: 'the connection was reset', code: 'ECONNRESET' } });
