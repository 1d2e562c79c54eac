import type { AnswerEvent } from './AnswerEvent.js';

const ASIDES: ReadonlySet<AnswerEvent['type']> = new Set<AnswerEvent['type']>([
  'server_model',
  'rate_limits',
  'models_etag',
  'server_reasoning_included',
  'model_verifications',
]);

/** Whether a server says this of itself, and not as a part of an answer. */
export const isMetadata = ({ type }: AnswerEvent): boolean => ASIDES.has(type);
