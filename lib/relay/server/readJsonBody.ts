import { catchError, map, Observable, of, timeout, type SchedulerLike } from 'rxjs';
import { collectText } from '../../operators/http/collectText.js';
import { parseJsonText } from '../../protocol/codec/json.js';
import { isApiError } from '../../protocol/errors/ApiError.js';
import { refusal } from './refusal.js';

/** Limits of the body of a request. */
export interface BodyLimits {
  /** The maximum length, in characters. */
  readonly maxBodySize: number;
  /** The longest wait for the complete body, in milliseconds. */
  readonly bodyTimeout: number;
  readonly scheduler: SchedulerLike;
}

/** The most bytes that UTF-8 needs for one UTF-16 character. */
const BYTES_PER_CHARACTER = 3;

const bytesOf = (body: ReadableStream<Uint8Array> | null): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    if (body === null) {
      subscriber.complete();
      return undefined;
    }
    const reader = body.getReader();
    const read = async (): Promise<void> => {
      try {
        while (!subscriber.closed) {
          const { done, value } = await reader.read();
          if (done) subscriber.complete();
          else subscriber.next(value);
        }
      } catch (cause) {
        subscriber.error(cause);
      }
    };
    void read();
    return () => {
      // After the end this has no effect. A cancelled body of a request that was lost rejects, and nobody needs it.
      reader.cancel().catch(() => undefined);
    };
  });

/** Reads the JSON value of a request. Emits a response with 400, 408, 413 or 415 if that is impossible. */
export const readJsonBody = (
  { body, headers }: Request,
  { maxBodySize, bodyTimeout, scheduler }: BodyLimits,
): Observable<{ readonly json: unknown } | { readonly refused: Response }> => {
  // A form of another site can send any other content type with the user's cookies, without a preflight request.
  if (!/^application\/json\s*(?:;|$)/i.test(headers.get('content-type') ?? '')) return of({ refused: refusal(415) });
  if (Number(headers.get('content-length') ?? 0) > maxBodySize * BYTES_PER_CHARACTER)
    return of({ refused: refusal(413) });
  return bytesOf(body).pipe(
    collectText({ limit: maxBodySize }),
    map((text) => {
      const json = parseJsonText(text);
      return json === undefined ? { refused: refusal(400) } : { json };
    }),
    timeout({ first: bodyTimeout, scheduler, with: () => of({ refused: refusal(408) }) }),
    catchError((cause: unknown) => of({ refused: refusal(isApiError(cause) ? 413 : 400) })),
  );
};
