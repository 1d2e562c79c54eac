// The types that an `AnswerEvent` is made of. A type that a signature mentions is exported by the same entry point.
export type * from '../protocol/eventTypes.js';
export type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
export type * from './AnswerEvent.js';
