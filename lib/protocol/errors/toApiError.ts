import { apiError, isApiError, type ApiError } from './ApiError.js';
import { reasonOf } from './reasonOf.js';

/**
 * Converts any error to an `ApiError`. An `ApiError` is returned unchanged; any other value becomes an error of type
 * `stream`.
 */
export const toApiError = (error: unknown): ApiError =>
  isApiError(error)
    ? error
    : apiError({ type: 'stream', reason: 'exception', detail: reasonOf(error) }, { cause: error });
