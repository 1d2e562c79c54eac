import { apiError, type ApiError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';

/** Creates the `ApiError` of a file that could not be read or written: `stream`, with the operating system's text. */
export const fileError = (cause: unknown): ApiError => apiError({ type: 'stream', detail: reasonOf(cause) }, { cause });
