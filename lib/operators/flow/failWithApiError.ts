import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { apiError, apiErrorKind, type ApiError } from '../../protocol/errors/ApiError.js';
import { toApiError } from '../../protocol/errors/toApiError.js';

/** What is done to errors on their way out. */
export interface FailWithApiErrorOptions {
  /** The server's name for the request, for errors that do not bear one. */
  readonly requestId?: string | undefined;
  /** The last change to an error, e.g. masking secrets. */
  readonly redact?: (error: ApiError) => ApiError;
}

/**
 * Makes every error an `ApiError`.
 *
 * ```text
 * source:  --a--#(TypeError)       becomes the cause
 *       failWithApiError()
 * output:  --a--#                  stream error: x is not a function
 * ```
 *
 * Errors: `ApiError`s stay what they are; anything else becomes `stream`. Teardown: the source's. Source: design 1.
 *
 * @example
 * answer$.pipe(failWithApiError({ requestId: head.headers.get('x-request-id') ?? undefined }));
 */
export const failWithApiError = <T>({
  requestId,
  redact = (error) => error,
}: FailWithApiErrorOptions = {}): MonoTypeOperatorFunction<T> =>
  catchError((given: unknown) => {
    const error = toApiError(given);
    const named =
      requestId === undefined || error.request_id !== undefined
        ? error
        : apiError(apiErrorKind(error), { cause: error.cause, requestId });
    return throwError(() => redact(named));
  });
