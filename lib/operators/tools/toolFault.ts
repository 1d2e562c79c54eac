import { isJsonObject, nonEmptyText, writeJsonText } from '../../protocol/codec/json.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { toApiError } from '../../protocol/errors/toApiError.js';

/** The maximum number of characters of an error message that are sent to the model. */
const LONGEST_REASON = 500;

/** The words for an error that has none. */
const NO_REASON = 'the tool failed';

/** The words of a thrown value that is no `Error`. Plain JavaScript may throw anything. */
const wordsOfValue = (thrown: unknown): string => {
  if (isJsonObject(thrown)) return nonEmptyText(thrown['message']) ?? writeJsonText(thrown) ?? NO_REASON;
  return thrown === undefined || thrown === null ? NO_REASON : reasonOf(thrown);
};

/** The prefix of an `ApiError` names a category that helps only the program. */
const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return wordsOfValue(error);
  const known = toApiError(error);
  if (known.type === 'transport' && known.error.type === 'timeout') return known.error.detail ?? reasonOf(error);
  return known.type === 'invalid_request' ? (known.detail ?? reasonOf(error)) : reasonOf(error);
};

/** The words for any thrown value: a member of it may throw as well. */
const wordsFor = (error: unknown): string => {
  try {
    return wordsOf(error);
  } catch {
    return NO_REASON; // of two errors, neither has words
  }
};

/** Returns the output that describes the error of a tool to the model. */
export const toolFault = (error: unknown): string => `error: ${excerpt(wordsFor(error) || NO_REASON, LONGEST_REASON)}`;
