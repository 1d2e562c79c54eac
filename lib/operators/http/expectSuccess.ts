import {
  asyncScheduler,
  catchError,
  EMPTY,
  scan,
  startWith,
  takeLast,
  takeUntil,
  takeWhile,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { httpFailure } from '../../decode/failures/httpFailure.js';
import { requestIdOf } from '../../provider/headerEvents.js';
import { decodeText } from '../framing/decodeText.js';
import { operate } from '../flow/operate.js';
import type { ResponseHead } from './sendRequest.js';

/** Options for `expectSuccess`. */
export interface ExpectSuccessOptions {
  /** Returns whether a status counts as success. Default: 2xx. */
  readonly isSuccess?: (status: number) => boolean;
  /** The longest wait for the complete body of an error response, in milliseconds. */
  readonly bodyTimeout: number;
  /** Measures `bodyTimeout`, and is the clock against which a `Retry-After` date is read. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/** The maximum number of characters that are kept of the body of an error response. */
const ERROR_BODY_LIMIT = 64 * 1024;

// A body that stalls, is cut off or never ends must not hide the status: the part that arrived is used.
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

/** Returns the headers without `set-cookie`: cookies are credentials, and do not help to find the cause of an error. */
const keptHeaders = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'));

// docs/wire.md, section 3.2
// docs/decisions.md: error bodies; redirects
/**
 * Passes on responses with a 2xx status, as heads (status and headers), and converts every other response to an error.
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
 * A redirect is an error too. At most 65,536 characters of an error's body are kept. The body is read for at most
 * `bodyTimeout` milliseconds; the part that has arrived by that time is used.
 *
 * Errors: a `transport` error with `http` {status, headers, body, url}, the message and code from the body, and `delay`
 * in milliseconds if the server sent one. Errors of the source pass through.
 *
 * Teardown: unsubscribing while the body of an error is read closes the connection.
 *
 * @example
 * of(request).pipe(sendRequest(transport, { auth, connectTimeout: 10_000 }), expectSuccess({ bodyTimeout: 10_000 }));
 */
export const expectSuccess = <H extends ResponseHead>({
  isSuccess = (status) => status >= 200 && status < 300,
  bodyTimeout,
  scheduler = asyncScheduler,
}: ExpectSuccessOptions): MonoTypeOperatorFunction<H> =>
  operate((subscriber) => {
    let isReading = false;
    const fail = ({ status, headers, url }: H, body: string) =>
      subscriber.error(
        httpFailure({
          status,
          headers: keptHeaders(headers),
          body,
          url,
          now: scheduler.now(),
          requestId: requestIdOf(headers),
        }),
      );
    return {
      next: (head) => {
        if (isSuccess(head.status)) {
          subscriber.next(head);
          return;
        }
        isReading = true;
        const reading = readErrorText(head.bytes, bodyTimeout, scheduler);
        subscriber.add(
          reading.subscribe({
            next: (body) => fail(head, body),
            error: (cause: unknown) => subscriber.error(cause),
          }),
        );
      },
      complete: () => {
        if (!isReading) subscriber.complete();
      },
    };
  });
