import { safeText } from '../codec/safeText.js';

/** Returns the message of a thrown value, which may be any value and not only an `Error`. */
export const reasonOf = (thrown: unknown): string => safeText(thrown instanceof Error ? thrown.message : thrown);
