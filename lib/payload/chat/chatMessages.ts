import type { ContentItem } from '../../protocol/ContentItem.js';
import { fold } from '../../protocol/codec/fold.js';
import { isJsonObject, withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import { reasoningAnchors } from './reasoningAnchors.js';

/** One message of a Chat request. */
interface ChatMessage {
  readonly role: string;
  readonly content: unknown;
  readonly refusal?: unknown;
  readonly tool_call_id?: string;
  readonly tool_calls?: JsonObject[];
  reasoning?: string;
}

// ---- content

const textOf = (part: ContentItem): string | undefined =>
  part.type === 'input_text' || part.type === 'output_text' ? part.text : undefined;

/**
 * A part in the form of the Chat API. A part without such a form is sent unchanged: the server can then reject it,
 * whereas a dropped part would go unnoticed.
 */
const chatPart = (part: ContentItem): unknown => {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: part.text };
    case 'input_image':
      return { type: 'image_url', image_url: withoutAbsent({ url: part.image_url, detail: part.detail }) };
    case 'other':
      return part.raw;
  }
};

const plainText = (parts: readonly ContentItem[]): string => parts.map((part) => textOf(part) ?? '').join('');

/** Builds the content of a message: one string if all parts are text, and a list of parts otherwise. */
const chatContent = (parts: readonly ContentItem[]): unknown =>
  parts.every((part) => textOf(part) !== undefined) ? plainText(parts) : parts.map(chatPart);

const refusalIn = (parts: readonly ContentItem[]): unknown =>
  parts
    .flatMap((part) => (part.type === 'other' && isJsonObject(part.raw) ? [part.raw] : []))
    .find(({ type }) => type === 'refusal')?.['refusal'];

const assistantMessage = (parts: readonly ContentItem[]): ChatMessage => {
  const [text, refusal] = [plainText(parts), refusalIn(parts)];
  return refusal === undefined
    ? { role: 'assistant', content: text }
    : { role: 'assistant', content: text === '' ? null : text, refusal };
};

const toolMessage = (call_id: string, output: string | readonly ContentItem[]): ChatMessage => ({
  role: 'tool',
  tool_call_id: call_id,
  content: typeof output === 'string' ? output : output.map(chatPart),
});

// ---- messages

/**
 * Builds the messages of a conversation. Text and tool calls are separate messages; consecutive calls share one.
 * Reasoning is a key of the message that it belongs to. An assistant message that repeats the previous one is sent
 * once. Items without a Chat form are left out: web searches, tool searches, generated images, snapshots, compactions
 * and items of an unknown type.
 */
// docs/wire.md, section 6.5
export const chatMessages = (instructions: string, items: readonly ResponseItem[]): readonly ChatMessage[] => {
  const messages: ChatMessage[] = instructions === '' ? [] : [{ role: 'system', content: instructions }];
  const reasoning = reasoningAnchors(items);
  let index = 0;

  const addReasoning = (message: ChatMessage): void => {
    const text = reasoning.get(index);
    if (text !== undefined)
      message.reasoning = message.reasoning === undefined ? text : `${message.reasoning}\n${text}`;
  };
  const append = (message: ChatMessage): void => {
    const last = messages.at(-1);
    const isRepeated =
      message.role === 'assistant' &&
      last?.role === 'assistant' &&
      last.content !== null &&
      last.content === message.content &&
      last.refusal === message.refusal;
    if (isRepeated) return addReasoning(last);
    messages.push(message);
    if (message.role === 'assistant') addReasoning(message);
  };
  const appendCall = (toolCall: JsonObject): void => {
    const last = messages.at(-1);
    if (last?.tool_calls === undefined) return append({ role: 'assistant', content: null, tool_calls: [toolCall] });
    last.tool_calls.push(toolCall);
    addReasoning(last);
  };
  const omit = (): void => undefined;

  const write = fold<ResponseItem, unknown>({
    message: ({ role, content }) =>
      append(role === 'assistant' ? assistantMessage(content) : { role, content: chatContent(content) }),
    function_call: ({ call_id, name, arguments: json }) =>
      appendCall({ id: call_id, type: 'function', function: { name, arguments: json } }),
    custom_tool_call: ({ call_id, name, input }) =>
      appendCall({ id: call_id, type: 'custom', custom: { name, input } }),
    local_shell_call: (item) => {
      const written = ResponseItem.encode(item); // adds the nulls that the API requires in `action`
      const action = isJsonObject(written) ? written['action'] : undefined;
      appendCall({ id: item.id ?? '', type: item.type, status: item.status, action });
    },
    function_call_output: ({ call_id, output }) => append(toolMessage(call_id, output)),
    custom_tool_call_output: ({ call_id, output }) => append(toolMessage(call_id, output)),
    reasoning: omit,
    web_search_call: omit,
    tool_search_call: omit,
    tool_search_output: omit,
    image_generation_call: omit,
    ghost_snapshot: omit,
    compaction: omit,
    other: omit,
  });

  for (const item of items) {
    write(item);
    index++;
  }
  return messages;
};
