import type { JsonObject } from '../../../protocol/codec/json.js';
import { objectsIn, toolCallsOf } from '../readRequest.js';
import type { Rule, Violation } from '../Violation.js';

/** Creates the violation for the message at an index. */
type Words = (index: number, message: JsonObject) => Violation;

/** Refuses the first message for which `isWrong` holds. */
const messages =
  (isWrong: (message: JsonObject, before: JsonObject | undefined) => boolean) =>
  (words: Words): Rule =>
  ({ list }) => {
    const index = list.findIndex((message, place) => isWrong(message, list[place - 1]));
    const message = list[index];
    return message === undefined ? undefined : words(index, message);
  };

const isAssistant = (message: JsonObject | undefined): boolean => message?.['role'] === 'assistant';

const isTool = (message: JsonObject | undefined): boolean => message?.['role'] === 'tool';

const isPicture = ({ type }: JsonObject): boolean => type === 'image_url' || type === 'input_image';

/** Refuses a list of parts in a tool message. */
export const toolTexts = messages(({ role, content }) => role === 'tool' && typeof content !== 'string');

/** Refuses a picture in a tool message. */
export const noToolPictures = messages(({ role, content }) => role === 'tool' && objectsIn(content).some(isPicture));

/** Refuses parts of a message of the assistant that are no text. */
export const assistantTexts = messages(
  ({ role, content }) => role === 'assistant' && objectsIn(content).some(({ type }) => type !== 'text'),
);

/** Refuses two messages of the assistant in a row. */
export const assistantsAlternate = messages((message, before) => isAssistant(message) && isAssistant(before));

/** Refuses two messages of the user in a row. */
export const usersAlternate = messages((message, before) => message['role'] === 'user' && before?.['role'] === 'user');

/** Refuses a message of the user right behind the result of a tool. */
export const noUserAfterTool = messages((message, before) => message['role'] === 'user' && isTool(before));

/** Refuses a message with calls right behind another message of the assistant. */
export const callsBehindInput = messages((message, before) => toolCallsOf(message).length > 0 && isAssistant(before));

/** Refuses a message of the assistant with neither content nor calls. */
export const assistantsSpeak = messages(
  (message) =>
    isAssistant(message) &&
    toolCallsOf(message).length === 0 &&
    (message['content'] === null || message['content'] === undefined) &&
    typeof message['refusal'] !== 'string',
);

/** Refuses a message of the assistant without content, with or without calls. */
export const assistantsHaveContent = messages(
  (message) => isAssistant(message) && (message['content'] === null || message['content'] === undefined),
);

/** Refuses a message of the assistant at the end. */
export const endsWithInput =
  (violation: Violation): Rule =>
  ({ list }) =>
    isAssistant(list.at(-1)) ? violation : undefined;

/** Refuses messages with a role. */
export const noRole = (role: string) => messages((message) => message['role'] === role);

/** Refuses a system message that is not the first message. */
export const oneSystem = messages((message, before) => message['role'] === 'system' && before !== undefined);
