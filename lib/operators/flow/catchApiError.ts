import { catchError, from, throwError, type ObservableInput, type ObservedValueOf, type OperatorFunction } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';

/**
 * Catches `ApiError`s of one type. All other errors pass through.
 *
 * ```text
 * source:  --a--#(quota_exceeded)
 * b$:           --b|
 *      catchApiError('quota_exceeded', () => b$)
 * output:  --a----b|
 *
 * source:  --a--#(stream)
 *      catchApiError('quota_exceeded', () => b$)
 * output:  --a--#(stream)
 * ```
 *
 * Errors: errors of other types pass through, as do errors of the stream that `handle` returns.
 *
 * Teardown: unsubscribes from the source, or from the stream that replaced it.
 *
 * @param type the `type` of the errors to catch.
 *
 * @param handle returns the stream that replaces the source after such an error.
 *
 * @example
 * answer$.pipe(catchApiError('context_window_exceeded', () => compactAndAskAgain()));
 */
export const catchApiError = <T, K extends ApiError['type'], O extends ObservableInput<unknown>>(
  type: K,
  handle: (error: Extract<ApiError, { readonly type: K }>) => O,
): OperatorFunction<T, T | ObservedValueOf<O>> => {
  const isWanted = (error: ApiError): error is Extract<ApiError, { readonly type: K }> => error.type === type;
  return catchError((error: unknown) =>
    isApiError(error) && isWanted(error) ? from(handle(error)) : throwError(() => error),
  );
};
