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

/** The content of a message: one string if all parts are texts, else a list of parts. */
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

  const think = (message: ChatMessage): void => {
    const text = reasoning.get(index);
    if (text !== undefined)
      message.reasoning = message.reasoning === undefined ? text : `${message.reasoning}\n${text}`;
  };
  const say = (message: ChatMessage): void => {
    const last = messages.at(-1);
    const isRepeated =
      message.role === 'assistant' &&
      last?.role === 'assistant' &&
      last.content !== null &&
      last.content === message.content &&
      last.refusal === message.refusal;
    if (isRepeated) return think(last);
    messages.push(message);
    if (message.role === 'assistant') think(message);
  };
  const call = (toolCall: JsonObject): void => {
    const last = messages.at(-1);
    if (last?.tool_calls === undefined) return say({ role: 'assistant', content: null, tool_calls: [toolCall] });
    last.tool_calls.push(toolCall);
    think(last);
  };
  const leaveOut = (): void => undefined;

  const write = fold<ResponseItem, unknown>({
    message: ({ role, content }) =>
      say(role === 'assistant' ? assistantMessage(content) : { role, content: chatContent(content) }),
    function_call: ({ call_id, name, arguments: json }) =>
      call({ id: call_id, type: 'function', function: { name, arguments: json } }),
    custom_tool_call: ({ call_id, name, input }) => call({ id: call_id, type: 'custom', custom: { name, input } }),
    local_shell_call: (item) => {
      const written = ResponseItem.encode(item); // adds the nulls that the API requires in `action`
      const action = isJsonObject(written) ? written['action'] : undefined;
      call({ id: item.id ?? '', type: item.type, status: item.status, action });
    },
    function_call_output: ({ call_id, output }) => say(toolMessage(call_id, output)),
    custom_tool_call_output: ({ call_id, output }) => say(toolMessage(call_id, output)),
    reasoning: leaveOut,
    web_search_call: leaveOut,
    tool_search_call: leaveOut,
    tool_search_output: leaveOut,
    image_generation_call: leaveOut,
    ghost_snapshot: leaveOut,
    compaction: leaveOut,
    other: leaveOut,
  });

  for (const item of items) {
    write(item);
    index++;
  }
  return messages;
};
