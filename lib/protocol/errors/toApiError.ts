import { apiError, isApiError, type ApiError } from './ApiError.js';
import { reasonOf } from './reasonOf.js';

/** Any error as an `ApiError`: those that are one stay what they are, anything else becomes `stream`. */
export const toApiError = (error: unknown): ApiError =>
  isApiError(error)
    ? error
    : apiError({ type: 'stream', reason: 'exception', detail: reasonOf(error) }, { cause: error });
