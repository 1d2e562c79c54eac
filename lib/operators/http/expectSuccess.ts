import {
  asyncScheduler,
  catchError,
  EMPTY,
  mergeMap,
  of,
  scan,
  startWith,
  takeLast,
  takeUntil,
  takeWhile,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { httpFailure } from '../../decode/failures/httpFailure.js';
import { requestIdOf } from '../../provider/headerEvents.js';
import { decodeText } from '../framing/decodeText.js';
import type { ResponseHead } from './sendRequest.js';

/** How an answer that is not a success is read. */
export interface ExpectSuccessOptions {
  /** Which statuses are a success. Default: 2xx. */
  readonly isSuccess?: (status: number) => boolean;
  /** The longest wait for the whole body of an error, in milliseconds. */
  readonly bodyTimeout: number;
  /** Measures it, and tells what a Retry-After date means. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/** As much of an error's body as is kept, in characters. */
const ERROR_BODY_LIMIT = 64 * 1024;

// The status is the news: a body that stalls, breaks off or never ends must not hide it, so what came counts.
const readErrorText = (
  bytes: Observable<Uint8Array>,
  bodyTimeout: number,
  scheduler: SchedulerLike,
): Observable<string> =>
  bytes.pipe(
    decodeText(),
    scan((text, piece) => (text + piece).slice(0, ERROR_BODY_LIMIT), ''),
    startWith(''),
    takeWhile((text) => text.length < ERROR_BODY_LIMIT, true),
    catchError(() => EMPTY),
    takeUntil(timer(bodyTimeout, scheduler)),
    takeLast(1),
  );

/** Cookies are credentials; nobody debugs a model with them. */
const keptHeaders = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'));

/**
 * Lets heads with a 2xx status pass and turns every other answer into an error.
 *
 * ```text
 * heads:    --h|                h: status 200
 *       expectSuccess({ bodyTimeout: 10 })
 * heads:    --h|
 *
 * heads:    --i|                i: status 429
 * i.bytes:    --a--b-|
 *       expectSuccess({ bodyTimeout: 10 })
 * heads:    ---------#          http 429: ab
 * ```
 *
 * Errors: `transport` with `http` {status, headers, body, url}, the message and code that the body holds, and `delay`
 * in milliseconds where the server asks for one. At most 64 KiB of the body are kept, and waited for no longer than
 * `bodyTimeout`. A redirect is an error too. Teardown: unsubscribing while the error's body is read closes the
 * connection. Source: wire.md 3.2, design 7.
 *
 * @example
 * of(request).pipe(sendRequest(transport, { auth, connectTimeout: 10_000 }), expectSuccess({ bodyTimeout: 10_000 }));
 */
export const expectSuccess = <H extends ResponseHead>({
  isSuccess = (status) => status >= 200 && status < 300,
  bodyTimeout,
  scheduler = asyncScheduler,
}: ExpectSuccessOptions): MonoTypeOperatorFunction<H> =>
  mergeMap((head: H) => {
    const { status, headers, url } = head;
    if (isSuccess(status)) return of(head);
    return readErrorText(head.bytes, bodyTimeout, scheduler).pipe(
      mergeMap((body) =>
        throwError(() =>
          httpFailure({
            status,
            headers: keptHeaders(headers),
            body,
            url,
            now: scheduler.now(),
            requestId: requestIdOf(headers),
          }),
        ),
      ),
    );
  });
