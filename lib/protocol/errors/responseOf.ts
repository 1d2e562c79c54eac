import type { ApiErrorKind } from './ApiErrorKind.js';
import type { HttpError } from './TransportError.js';

/** The response behind a failure over HTTP, whatever its kind; undefined for every other failure. */
export const responseOf = (error: ApiErrorKind): HttpError | undefined =>
  'error' in error && error.error.type === 'http' ? error.error : undefined;
