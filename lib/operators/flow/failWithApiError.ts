import type { MonoTypeOperatorFunction } from 'rxjs';
import { apiError, apiErrorKind, type ApiError } from '../../protocol/errors/ApiError.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { mapErrors } from './mapErrors.js';

/** Options for `failWithApiError`. */
export interface FailWithApiErrorOptions {
  /** The request id that the server assigned. It is added to errors that have none. */
  readonly requestId?: string | undefined;
  /** A function applied to each error last, e.g. to mask secrets. Default: leaves the error unchanged. */
  readonly redact?: (error: ApiError) => ApiError;
}

/**
 * Converts every error to an `ApiError`.
 *
 * ```text
 * source:  --a--#(TypeError)       becomes the cause
 *       failWithApiError()
 * output:  --a--#                  stream error: x is not a function
 * ```
 *
 * Errors: an `ApiError` keeps its type; any other error becomes a `stream` error, with the original as its cause.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * answer$.pipe(failWithApiError({ requestId: head.headers.get('x-request-id') ?? undefined }));
 */
export const failWithApiError = <T>({
  requestId,
  redact = (error) => error,
}: FailWithApiErrorOptions = {}): MonoTypeOperatorFunction<T> =>
  mapErrors((given) => {
    const error = toApiError(given);
    const named =
      requestId === undefined || error.request_id !== undefined
        ? error
        : apiError(apiErrorKind(error), { cause: error.cause, requestId });
    return redact(named);
  });
