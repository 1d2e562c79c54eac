import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import { functionIn, textAt, toolCallsOf } from '../readRequest.js';
import type { Rule, Violation } from '../Violation.js';

const isAssistant = ({ role }: JsonObject): boolean => role === 'assistant';

/** Refuses a message of the assistant with calls, or any message of the assistant, that lacks its reasoning. */
export const reasoningKept =
  (key: string, on: 'calls' | 'all', words: (index: number) => Violation): Rule =>
  ({ list }) => {
    const index = list.findIndex(
      (message) =>
        isAssistant(message) && (on === 'all' || toolCallsOf(message).length > 0) && typeof message[key] !== 'string',
    );
    return index === -1 ? undefined : words(index);
  };

const signatureOf = ({ extra_content }: JsonObject): unknown => {
  const google = isJsonObject(extra_content) ? extra_content['google'] : undefined;
  return isJsonObject(google) ? google['thought_signature'] : undefined;
};

/** The signature that the server accepts for a call of another model. */
const ANY_SIGNATURE = 'skip_thought_signature_validator';

/**
 * Refuses a message whose first call lacks the signature that the server gave, or has another one. Of parallel calls,
 * only the first has a signature.
 */
export const signaturesKept =
  (words: (name: string, position: number) => Violation, foreign: Violation): Rule =>
  ({ list, given }) => {
    for (const [index, message] of list.entries()) {
      const [call] = toolCallsOf(message);
      if (call === undefined) continue;
      const signature = signatureOf(call);
      if (signature === undefined) return words(textAt(functionIn(call), 'name'), index + 1);
      if (signature !== ANY_SIGNATURE && !given.has(signature)) return foreign;
    }
    return undefined;
  };

/** Refuses opaque state, in any place, that the server has not handed out. */
export const stateIsOwn =
  (words: (state: string) => Violation): Rule =>
  ({ list, given }) => {
    const foreign = given.foreignIn(list);
    return foreign === undefined ? undefined : words(foreign);
  };
