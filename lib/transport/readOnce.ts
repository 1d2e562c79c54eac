import { defer, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { apiError } from '../protocol/errors/ApiError.js';

/**
 * Allows one subscription to a body, because a connection can be read only once. A second subscription fails.
 *
 * ```text
 * body:    --a--b|
 *     readOnce(), repeat(2)
 * output:  --a--b#              stream error: the body of this response was already read
 * ```
 *
 * Errors: an `ApiError` of type `stream` (`already_read`) for a second subscription. Errors of the source pass through.
 * Teardown: unsubscribes from the source.
 *
 * @example
 * const head = { status: 200, headers: new Headers(), bytes: bytes$.pipe(readOnce()) };
 */
export const readOnce = <T>(): MonoTypeOperatorFunction<T> => {
  let read = false;
  return (body) =>
    defer(() => {
      if (read)
        return throwError(() =>
          apiError({ type: 'stream', reason: 'already_read', detail: 'the body of this response was already read' }),
        );
      read = true;
      return body;
    });
};
