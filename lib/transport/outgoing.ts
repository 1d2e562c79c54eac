import {
  catchError,
  defer,
  map,
  of,
  take,
  throwError,
  throwIfEmpty,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { buildError, isApiError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { framingFault } from '../provider/headerRules.js';
import type { HttpRequest } from '../provider/HttpRequest.js';

/** Compresses bytes with zstd. */
export type Compress = (body: Uint8Array) => ObservableInput<Uint8Array>;

/** The headers and the body of a request, as they are sent. */
export interface Outgoing {
  readonly headers: Headers;
  readonly body?: BodyInit;
}

/** Serializes the body to JSON, in the form in which it is sent. */
export const writeJson = (body: unknown): string => {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw buildError(`the body of a request must be a value that JSON can represent: ${reasonOf(cause)}`, cause);
  }
};

const isBuildError = (cause: unknown): boolean =>
  isApiError(cause) && cause.type === 'transport' && cause.error.type === 'build';

const compressed = (text: string, given: Headers, compress: Compress): Observable<Outgoing> => {
  if (given.has('content-encoding'))
    throw buildError('request compression was requested but content-encoding is already set');
  const headers = new Headers(given);
  headers.set('content-encoding', 'zstd');
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return defer(() => compress(new TextEncoder().encode(text))).pipe(
    take(1),
    throwIfEmpty(() => buildError('the option compress must emit the compressed bytes, but emitted nothing')),
    map((bytes) => ({ headers, body: new Uint8Array(bytes) })),
    catchError((cause: unknown) =>
      throwError(() =>
        isBuildError(cause) ? cause : buildError(`the body could not be compressed: ${reasonOf(cause)}`, cause),
      ),
    ),
  );
};

/**
 * Serializes the body of a request to JSON and compresses it if the request has `compression: 'zstd'`. Emits
 * synchronously if nothing is compressed. A request without a body is sent unchanged.
 *
 * Errors: a `build` error for headers that frame a message, for cyclic values, BigInts and throwing getters, and for any
 * failure of the compressor.
 * Teardown: unsubscribes from the compressor.
 */
export const outgoing = ({ headers, body, compression }: HttpRequest, compress: Compress | undefined) =>
  defer((): Observable<Outgoing> => {
    const fault = framingFault(headers);
    if (fault !== undefined) throw buildError(fault);
    if (compression === 'zstd' && compress === undefined)
      throw buildError('compression must be "none" for this transport, got "zstd"; or pass it the option compress');
    if (body === undefined) return of({ headers });
    const text = writeJson(body);
    return compression === 'zstd' && compress !== undefined
      ? compressed(text, headers, compress)
      : of({ headers, body: text });
  });
