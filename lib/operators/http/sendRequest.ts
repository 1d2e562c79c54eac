import {
  asyncScheduler,
  catchError,
  combineLatest,
  defaultIfEmpty,
  defer,
  from,
  map,
  of,
  switchMap,
  take,
  tap,
  throwError,
  throwIfEmpty,
  timeout,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import { buildError, isApiError, timeoutError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import {
  authorize,
  noAuth,
  type AuthProvider,
  type Credentials,
  type MaybeAsync,
} from '../../provider/AuthProvider.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import { connectionError } from '../../transport/connectionError.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';

/** How a request is sent. */
export interface SendRequestOptions {
  /** Asked for credentials at every subscription, so at every attempt. Default: none are sent. */
  readonly auth?: AuthProvider;
  /** Whether the body may be read. Default: always. */
  readonly demand?: Demand;
  /** The longest wait for the head, credentials included, in milliseconds. */
  readonly connectTimeout: number;
  /** Called with the request as it goes out. */
  readonly onSend?: (request: HttpRequest) => void;
  /** Measures `connectTimeout`. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/** Something that was answered, together with the address that it answers for. */
export type WithUrl<H> = H & { readonly url: string };

/** A response's head together with the address that it answers for. */
export type ResponseHead = WithUrl<StreamResponse>;

/** The part of a transport that is used. */
export interface Sender<H extends StreamResponse> {
  /** As `HttpTransport.stream`. */
  stream(request: HttpRequest, demand: Demand): Observable<H>;
}

const eventually = (ask: () => MaybeAsync<string | undefined>): Observable<string | undefined> =>
  defer(() => {
    const answer = ask();
    // A string is an ObservableInput too, of its characters.
    return answer === undefined || typeof answer === 'string'
      ? of(answer)
      : from(answer).pipe(take(1), defaultIfEmpty(undefined));
  });

const credentialsOf = (auth: AuthProvider): Observable<Credentials> =>
  combineLatest({
    token: eventually(() => auth.bearerToken()),
    accountId: eventually(() => auth.accountId?.()),
  }).pipe(
    catchError((cause: unknown) =>
      throwError(() => (isApiError(cause) ? cause : buildError(`the auth provider failed: ${reasonOf(cause)}`, cause))),
    ),
    tap(({ token }) => {
      if (token?.trim() === '') throw buildError('the API key is empty');
    }),
  );

/**
 * Sends each request with fresh credentials and emits the head of its response.
 *
 * ```text
 * requests:  r|
 * answer:    --h|               h.bytes is the body, not yet read
 *          sendRequest(transport, { connectTimeout: 10 })
 * heads:     --h|
 *
 * requests:  r|
 * answer:    ---------------
 *          sendRequest(transport, { connectTimeout: 10 })
 * heads:     ----------#        timeout: no response head within 10 ms
 * ```
 *
 * Errors: `transport`, with `build` (no credentials; nothing was sent), `network` or `timeout` (no head within
 * `connectTimeout`). Teardown: unsubscribing before the head cancels the request; after it, the subscriber of `bytes`
 * owns the connection. Source: wire.md 2.1, 3.2; design 7, "waiting for the head".
 *
 * @example
 * of(request).pipe(sendRequest(fetchTransport(), { auth, connectTimeout: 10_000 }));
 */
export const sendRequest = <H extends StreamResponse>(
  transport: Sender<H>,
  { auth = noAuth, demand = alwaysOpen, connectTimeout, onSend, scheduler = asyncScheduler }: SendRequestOptions,
): OperatorFunction<HttpRequest, WithUrl<H>> =>
  switchMap((request) =>
    credentialsOf(auth).pipe(
      map((credentials) => authorize(request, credentials)),
      tap((authorized) => onSend?.(authorized)),
      switchMap((authorized) => transport.stream(authorized, demand)),
      throwIfEmpty(() => new Error('the transport completed without a response')),
      map((head) => ({ ...head, url: request.url })),
      timeout({
        first: connectTimeout,
        scheduler,
        with: () => throwError(() => timeoutError(`no response head within ${connectTimeout} ms`)),
      }),
      catchError((cause: unknown) => throwError(() => connectionError(cause, 'the request got no answer'))),
    ),
  );
