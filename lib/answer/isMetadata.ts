import type { AnswerEvent } from './AnswerEvent.js';

const ASIDES: ReadonlySet<AnswerEvent['type']> = new Set<AnswerEvent['type']>([
  'server_model',
  'rate_limits',
  'models_etag',
  'server_reasoning_included',
  'model_verifications',
]);

/** True for an event that describes the server or the account, and is not part of an answer. */
export const isMetadata = ({ type }: AnswerEvent): boolean => ASIDES.has(type);
