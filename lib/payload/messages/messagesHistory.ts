import { RESPONSES_ONLY_ITEMS } from '../responsesOnlyItems.js';
import { argumentsText } from '../../protocol/callArguments.js';
import type { ContentItem } from '../../protocol/ContentItem.js';
import { fold } from '../../protocol/codec/fold.js';
import {
  isJsonObject,
  nonEmptyText,
  parseJsonText,
  withoutAbsent,
  type JsonObject,
} from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { LOCAL_SHELL } from '../localShell.js';
import { isInstruction } from '../leadingInstructions.js';
import { acceptedBlocks } from './acceptedBlocks.js';
import type { Message } from './Message.js';
import { messagesContent } from './messagesContent.js';

/** The members of a call that have another name or no place in the Messages API. */
const OWN = new Set(['type', 'id', 'origin', 'name', 'namespace', 'arguments', 'call_id', 'status', 'made_id']);

// Ids of other servers, such as `functions.f:0`, have characters that the API refuses.
const toolUseId = (call_id: string): string =>
  call_id.replace(/[^\w-]/g, (character) => `-${(character.codePointAt(0) ?? 0).toString(16)}`) || 'call';

/** Returns members that the API gave an item and that it expects back, such as `caller`. */
const restOf = (item: object): JsonObject =>
  withoutAbsent(Object.fromEntries(Object.entries(item).filter(([key]) => !OWN.has(key))));

const messagesRole = (role: string): Message['role'] => {
  if (role === 'assistant') return role;
  return isInstruction(role) ? 'system' : 'user';
};

/**
 * Builds the messages of a conversation. Neighbouring items of one role share a message; the results of all calls of an
 * assistant message stand first in the user message after it. Thinking is sent back only with the signature or the data
 * that the server gave it.
 */
// docs/wire.md, section 14.4
export const messagesHistory = (items: readonly ResponseItem[]): readonly Message[] => {
  const messages: Message[] = [];
  let resultsIn: unknown[] | undefined; // the content of the last result
  let results = 0; // the number of results at its start

  const contentFor = (role: Message['role']): unknown[] => {
    const last = messages.at(-1);
    if (last?.role === role) return last.content;
    const content: unknown[] = [];
    messages.push({ role, content });
    return content;
  };
  const append = (role: Message['role'], blocks: readonly unknown[]): void => {
    if (blocks.length > 0) contentFor(role).push(...blocks);
  };
  const appendCall = (call_id: string, name: string, input: unknown, rest: JsonObject = {}): void =>
    append('assistant', [{ type: 'tool_use', id: toolUseId(call_id), name, input, ...rest }]);
  const appendResult = (item: { readonly call_id: string; readonly output: string | readonly ContentItem[] }): void => {
    const { call_id, output, ...rest } = item;
    const { is_error, cache_control }: Record<string, unknown> = rest;
    const content = typeof output === 'string' ? output : messagesContent(output);
    const result = {
      type: 'tool_result',
      tool_use_id: toolUseId(call_id),
      ...(content.length === 0 ? {} : { content }),
      ...withoutAbsent({ is_error, cache_control }),
    };
    const blocks = contentFor('user');
    if (resultsIn !== blocks) [resultsIn, results] = [blocks, 0];
    blocks.splice(results++, 0, result);
  };
  const write = fold<ResponseItem, unknown>({
    message: ({ role, content }) => append(messagesRole(role), messagesContent(content)),
    reasoning: ({ content, summary, ...item }) => {
      const { signature, redacted_data: data }: Record<string, unknown> = item;
      if (data !== undefined) append('assistant', [{ type: 'redacted_thinking', data }]);
      const thinking = [...(content ?? []), ...summary].map((part) => ('text' in part ? part.text : '')).join('');
      if (nonEmptyText(signature) !== undefined) append('assistant', [{ type: 'thinking', thinking, signature }]);
    },
    function_call: (item) =>
      appendCall(item.call_id, item.name, parseJsonText(argumentsText(item.arguments)), restOf(item)),
    custom_tool_call: ({ call_id, name, input }) => appendCall(call_id, name, { input }),
    local_shell_call: ({ call_id, id, action }) => appendCall(call_id ?? id ?? '', LOCAL_SHELL, action),
    function_call_output: appendResult,
    custom_tool_call_output: appendResult,
    other: ({ wire, raw }) => {
      if (wire === 'messages' && isJsonObject(raw) && raw['type'] !== 'container') append('assistant', [raw]);
    },
    ...RESPONSES_ONLY_ITEMS,
  });

  for (const item of items) write(item);
  return acceptedBlocks(messages).map(trimLast);
};

/** The API refuses white space at the end of an assistant message that the model is to continue. */
const trimLast = (message: Message, index: number, { length }: readonly Message[]): Message => {
  const last = message.content.at(-1);
  if (index !== length - 1 || message.role !== 'assistant' || !isJsonObject(last)) return message;
  const { text } = last;
  if (typeof text !== 'string') return message;
  return { ...message, content: [...message.content.slice(0, -1), { ...last, text: text.trimEnd() }] };
};

/** Returns the id of the container in which the server ran the code of this conversation. */
export const containerOf = (items: readonly ResponseItem[]): string | undefined => {
  const containers = items.flatMap((item) =>
    item.type === 'other' && item.wire === 'messages' && isJsonObject(item.raw) && item.raw['type'] === 'container'
      ? [nonEmptyText(item.raw['id'])]
      : [],
  );
  return containers.at(-1);
};
