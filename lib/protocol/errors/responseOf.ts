import type { ApiErrorKind } from './ApiErrorKind.js';
import type { HttpError } from './TransportError.js';

/** Returns the response of a failed HTTP request, for errors of any kind. Returns undefined for every other failure. */
export const responseOf = (error: ApiErrorKind): HttpError | undefined =>
  'error' in error && error.error.type === 'http' ? error.error : undefined;
