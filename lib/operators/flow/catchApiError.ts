import { catchError, from, throwError, type ObservableInput, type ObservedValueOf, type OperatorFunction } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';

/**
 * Catches `ApiError`s of one type; every other error passes.
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
 * Errors: those of other types, and the handler's. Teardown: the source's, then the fallback's. Source: design 4.
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
