import {
  asyncScheduler,
  combineLatest,
  defaultIfEmpty,
  defer,
  from,
  map,
  of,
  switchMap,
  take,
  throwIfEmpty,
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
import { framingFault } from '../../provider/headerRules.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import { continueWith } from '../flow/continueWith.js';
import { firstWithin } from '../flow/firstWithin.js';
import { mapErrors } from '../flow/mapErrors.js';
import { operate } from '../flow/operate.js';
import { connectionError } from '../../transport/connectionError.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import { writeJson } from '../../transport/outgoing.js';

/** Options for `sendRequest`. */
export interface SendRequestOptions {
  /** Supplies the credentials, once per subscription and therefore once per attempt. Default: no credentials. */
  readonly auth?: AuthProvider;
  /** Reports whether the body may be read (backpressure). Default: always open. */
  readonly demand?: Demand;
  /**
   * The longest wait for the response head (status and headers), in milliseconds, including the time to obtain the
   * credentials.
   */
  readonly connectTimeout: number;
  /** A callback, called with the request as it is sent, including its credentials. */
  readonly onSend?: (request: HttpRequest) => void;
  /** Measures `connectTimeout`. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/** A response together with the URL of its request. */
export type WithUrl<H> = H & { readonly url: string };

/** The head (status and headers) of an HTTP response, with its unread body, together with the URL of its request. */
export type ResponseHead = WithUrl<StreamResponse>;

/** The part of a transport that `sendRequest` uses. */
export interface Sender<H extends StreamResponse> {
  /** Sends one request per subscription, as `HttpTransport.stream` does. */
  stream(request: HttpRequest, demand: Demand): Observable<H>;
}

// A string is an ObservableInput of its characters, so it must not be passed to `from`.
const isReady = (value: MaybeAsync<string | undefined>): value is string | undefined =>
  value === undefined || typeof value === 'string';

const toObservable = (value: MaybeAsync<string | undefined>): Observable<string | undefined> =>
  isReady(value) ? of(value) : from(value).pipe(take(1), defaultIfEmpty(undefined));

const failAsBuild = <T>() =>
  mapErrors<T>((cause) =>
    isApiError(cause)
      ? cause
      : buildError(`the credentials could not be read from the option auth: ${reasonOf(cause)}`, cause),
  );

const expectKey = (credentials: Credentials): Credentials => {
  if (credentials.token?.trim() === '')
    throw buildError('the API key must not be empty; check that its environment variable is set');
  return credentials;
};

const credentialsOf = (auth: AuthProvider): Observable<Credentials> => {
  const [token, accountId, { header }] = [auth.bearerToken(), auth.accountId?.(), auth];
  // The usual case, a key that is there, needs no combination.
  return isReady(token) && isReady(accountId)
    ? of({ token, accountId, header })
    : combineLatest({ token: toObservable(token), accountId: toObservable(accountId), header: of(header) });
};

/** Adds the headers that the option `auth` computes for this request, e.g. a signature. */
const signed = (auth: AuthProvider, request: HttpRequest): Observable<HttpRequest> => {
  const { method, url, headers } = request;
  const body = new TextEncoder().encode(request.body === undefined ? '' : writeJson(request.body));
  return defer(() => from(auth.authorize?.({ method, url, headers: new Headers(headers), body }) ?? [])).pipe(
    take(1),
    map((added) => {
      const all = new Headers(headers);
      for (const [name, value] of Object.entries(added)) all.set(name, value);
      return { ...request, headers: all };
    }),
    throwIfEmpty(() => buildError('authorize of the option auth must return the headers, but emitted nothing')),
    failAsBuild(),
  );
};

/** The request with its credentials. */
const authorized = (auth: AuthProvider, request: HttpRequest): Observable<HttpRequest> => {
  const withCredentials = defer(() => credentialsOf(auth)).pipe(
    failAsBuild(),
    map((credentials) => authorize(request, expectKey(credentials))),
  );
  return auth.authorize === undefined
    ? withCredentials
    : withCredentials.pipe(continueWith((authorizedRequest) => signed(auth, authorizedRequest)));
};

/** Adds the URL to the head, and converts errors. */
const headOf = <H extends StreamResponse>(url: string): OperatorFunction<H, WithUrl<H>> =>
  operate((subscriber) => {
    const fail = (cause: unknown) => subscriber.error(connectionError(cause, 'no response was received'));
    let hasHead = false;
    return {
      next: (head) => {
        hasHead = true;
        subscriber.next({ ...head, url });
      },
      error: fail,
      complete: () => {
        if (hasHead) subscriber.complete();
        else fail(new Error('the transport completed without a response'));
      },
    };
  });

// docs/wire.md, sections 2.1 and 3.2
// docs/decisions.md: waiting for the head
/**
 * Sends each request with current credentials and emits the head of its response. The body, `bytes`, is not read yet.
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
 * Errors: a `transport` error with `build` if the credentials are missing or unusable (nothing is sent), with `network`
 * if the connection fails, or with `timeout` if no head arrives within `connectTimeout`.
 *
 * Teardown: unsubscribing before the head cancels the request. After the head, the subscriber of `bytes` owns the
 * connection.
 *
 * @example
 * of(request).pipe(sendRequest(fetchTransport(), { auth, connectTimeout: 10_000 }));
 */
export const sendRequest = <H extends StreamResponse>(
  transport: Sender<H>,
  { auth = noAuth, demand = alwaysOpen, connectTimeout, onSend, scheduler = asyncScheduler }: SendRequestOptions,
): OperatorFunction<HttpRequest, WithUrl<H>> =>
  switchMap((request) =>
    authorized(auth, request).pipe(
      continueWith((authorizedRequest) => {
        const fault = framingFault(authorizedRequest.headers);
        if (fault !== undefined) throw buildError(fault);
        onSend?.(authorizedRequest);
        return transport.stream(authorizedRequest, demand);
      }),
      headOf(request.url),
      firstWithin(connectTimeout, {
        error: () => timeoutError(`no response head within ${connectTimeout} ms`),
        scheduler,
      }),
    ),
  );
