import type { MonoTypeOperatorFunction } from 'rxjs';
import { lostConnection } from '../../transport/lostConnection.js';
import { mapErrors } from '../flow/mapErrors.js';

/**
 * Converts the error of a connection that is lost in the middle of a body to a `stream` error, whichever error the
 * transport reports.
 *
 * ```text
 * source:  --a--#                network error: the connection was reset
 *      failAsStream()
 * output:  --a--#                stream error: the connection was reset
 * ```
 *
 * Errors: a `stream` error with the reason `connection_lost`, or `idle` for a time limit of the runtime. An abort, and
 * every other `ApiError` of the source, passes through unchanged. Teardown: unsubscribes from the source.
 *
 * @example
 * head.bytes.pipe(failAsStream());
 */
export const failAsStream = <T>(): MonoTypeOperatorFunction<T> => mapErrors((cause) => lostConnection(cause));
