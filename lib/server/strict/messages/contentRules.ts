import { isPresent, type JsonObject } from '../../../protocol/codec/json.js';
import { signatureOf } from '../../endpoints/native/signature.js';
import { textAt } from '../readRequest.js';
import { blocksOf, noBlock, pathOf } from './blocks.js';
import type { Rule, Violation } from '../Violation.js';

const isText = ({ type }: JsonObject): boolean => type === 'text';
const isThinking = ({ type }: JsonObject): boolean => type === 'thinking' || type === 'redacted_thinking';

/** Refuses texts without words. */
// source: LibreChat-AI/agents#124
export const textsHaveWords: Rule = (request) =>
  noBlock(
    ({ block }) => isText(block) && textAt(block, 'text') === '',
    () => 'messages: text content blocks must be non-empty',
  )(request) ??
  noBlock(
    ({ block }) => isText(block) && textAt(block, 'text').trim() === '',
    () => 'messages: text content blocks must contain non-whitespace text',
  )(request);

const inMessages =
  (isWrong: (message: JsonObject, index: number, list: readonly JsonObject[]) => boolean) =>
  (words: (index: number) => Violation): Rule =>
  ({ list }) => {
    const index = list.findIndex(isWrong);
    return index === -1 ? undefined : words(index);
  };

/** Refuses a message without content. */
// source: anthropics/claude-code#6774
export const messagesHaveContent = inMessages(
  (message, index, list) =>
    blocksOf(message).length === 0 && !(index === list.length - 1 && message['role'] === 'assistant'),
)((index) => ({
  message: `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
}));

/** Refuses white space at the end of a last assistant message. */
export const endsWithoutSpace = inMessages((message, index, list) => {
  const last = blocksOf(message).at(-1);
  return (
    index === list.length - 1 &&
    message['role'] === 'assistant' &&
    last !== undefined &&
    isText(last) &&
    /\s$/.test(textAt(last, 'text'))
  );
})(() => ({ message: 'messages: final assistant content cannot end with trailing whitespace' }));

/** Refuses roles that the API does not know. */
export const rolesKnown = inMessages(({ role }) => !['user', 'assistant', 'system'].includes(String(role)))(
  (index) => ({ message: `messages.${index}.role: Input should be 'user' or 'assistant'` }),
);

/** Refuses thinking without a signature. */
export const thinkingSigned = noBlock(
  ({ block }) => block['type'] === 'thinking' && textAt(block, 'signature') === '',
  (at) => `${pathOf(at)}.thinking.signature: Field required`,
);

/** Refuses thinking whose text or signature is not that of the server. Without text, only the signature counts. */
// source: anthropics/claude-code#63284
export const thinkingUnchanged = noBlock(
  ({ block }) =>
    block['type'] === 'thinking' &&
    textAt(block, 'thinking') !== '' &&
    textAt(block, 'signature') !== signatureOf(textAt(block, 'thinking')),
  (at) =>
    `${pathOf(at)}: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. ` +
    'These blocks must remain as they were in the original response.',
);

/** Refuses a message with a call that does not begin with the thinking that came before the call. */
// source: anomalyco/opencode#3077
export const thinkingFirst: Rule = ({ list, given }) => {
  const index = list.findIndex((message) => {
    const blocks = blocksOf(message);
    const [first] = blocks;
    return (
      first !== undefined && !isThinking(first) && blocks.some(({ id }) => isPresent(id) && given.hasThoughtBefore(id))
    );
  });
  const [first] = blocksOf(list[index]);
  return (
    first && {
      message: `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${textAt(first, 'type')}\`.`,
    }
  );
};
