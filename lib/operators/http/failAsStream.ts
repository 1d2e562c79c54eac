import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { lostConnection } from '../../transport/lostConnection.js';

/**
 * Makes a stream's failure of a connection that is lost in the middle of a body, whatever a transport calls it.
 *
 * ```text
 * source:  --a--#                network error: the connection was reset
 *      failAsStream()
 * output:  --a--#                stream error: the connection was reset
 * ```
 *
 * Errors: `stream`, with the reason `connection_lost`, or `idle` for a limit of the runtime; an abort, and every other
 * `ApiError` of the source, as it is. Teardown: unsubscribes from the source.
 *
 * @example
 * head.bytes.pipe(failAsStream());
 */
export const failAsStream = <T>(): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) => throwError(() => lostConnection(cause)));
