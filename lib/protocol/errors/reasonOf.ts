import { safeText } from '../codec/safeText.js';
import { jsonExcerpt } from './errorBody.js';

/** Returns the message of a thrown value, which may be any value and not only an `Error`. */
export const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof Error) return safeText(thrown.message);
  // An object may have no method that makes a text of it.
  return typeof thrown === 'object' && thrown !== null ? jsonExcerpt(thrown) : safeText(thrown);
};
