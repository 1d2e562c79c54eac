// The types that an `ApiError` is made of. A type that a signature mentions is exported by the same entry point.
export type { ApiErrorKind, Reported } from './ApiErrorKind.js';
export type { StreamReason } from './StreamReason.js';
export type { HttpError, TransportError } from './TransportError.js';
