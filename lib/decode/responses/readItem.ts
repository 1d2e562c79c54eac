import { isPresent, isJsonObject, nonEmptyText, writeJsonText, type JsonObject } from '../../protocol/codec/json.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import { isRight } from '#either';

type Mend = (item: JsonObject) => JsonObject;

/** Text of anything: a number or an object in the place of a text is written as JSON. */
const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return isPresent(value) ? (writeJsonText(value) ?? '') : '';
};

const optionalText = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
};

/** Parts of text under one type: a text, a part without a type, and a part named `text` mean the same. */
const partsOf = (value: unknown, type: string): unknown => {
  if (!Array.isArray(value)) return value;
  const parts: readonly unknown[] = value;
  return parts.map((part) => {
    if (typeof part === 'string') return { type, text: part };
    if (!isJsonObject(part) || typeof part['text'] !== 'string') return part;
    return part['type'] === undefined || part['type'] === null || (part['type'] === 'text' && type === 'output_text')
      ? { ...part, type }
      : part;
  });
};

/** The optional members that are texts in every item. One of another type is left out, or written as text. */
const mendTexts = (item: JsonObject, keys: readonly string[]): JsonObject => {
  const texts = keys.flatMap((key) => (key in item ? [[key, optionalText(item[key])] as const] : []));
  return { ...item, ...Object.fromEntries(texts) };
};

const mendCall: Mend = (item) => {
  const called = isJsonObject(item['function']) ? item['function'] : undefined; // the form of Chat
  const input = item['type'] === 'function_call' ? 'arguments' : 'input';
  const call_id = optionalText(item['call_id']);
  return {
    ...mendTexts(item, ['id', 'namespace', 'status']),
    call_id: nonEmptyText(call_id) ?? optionalText(item['id']),
    name: item['name'] ?? called?.['name'],
    [input]: asText(item[input] ?? called?.['arguments']),
  };
};

const mendOutput: Mend = (item) => {
  const { output } = item;
  return {
    ...mendTexts(item, ['id']),
    call_id: nonEmptyText(optionalText(item['call_id'])) ?? optionalText(item['id']),
    output: Array.isArray(output) ? partsOf(output, 'input_text') : (output ?? ''),
  };
};

const mendStatus: Mend = (item) => ({
  ...mendTexts(item, ['id', 'call_id']),
  status: optionalText(item['status']) ?? 'completed',
});

/** The repairs of items whose meaning is clear although a member is missing or has another type. */
const MENDS: ReadonlyMap<unknown, Mend> = new Map<unknown, Mend>([
  [
    'message',
    (item) => ({
      ...mendTexts(item, ['id', 'phase']),
      role: optionalText(item['role']) ?? 'assistant',
      content: partsOf(
        typeof item['content'] === 'string' ? [item['content']] : item['content'],
        item['role'] === 'user' ? 'input_text' : 'output_text',
      ),
      end_turn: typeof item['end_turn'] === 'boolean' ? item['end_turn'] : undefined,
    }),
  ],
  [
    'reasoning',
    (item) => ({
      ...mendTexts(item, ['id', 'encrypted_content']),
      summary: partsOf(item['summary'] ?? [], 'summary_text'),
      content: partsOf(typeof item['content'] === 'string' ? [item['content']] : item['content'], 'reasoning_text'),
    }),
  ],
  ['function_call', mendCall],
  ['custom_tool_call', mendCall],
  ['function_call_output', mendOutput],
  ['custom_tool_call_output', mendOutput],
  [
    'local_shell_call',
    (item) => {
      const action = isJsonObject(item['action']) ? item['action'] : {};
      const { command } = action;
      return {
        ...mendStatus(item),
        action: { ...action, type: 'exec', command: typeof command === 'string' ? [command] : command },
      };
    },
  ],
  ['web_search_call', (item) => mendTexts(item, ['id', 'status'])],
  [
    'image_generation_call',
    (item) => ({
      ...mendStatus(item),
      id: optionalText(item['id']) ?? '',
      result: optionalText(item['result']),
      revised_prompt: optionalText(item['revised_prompt']),
    }),
  ],
  ['tool_search_call', (item) => ({ ...mendStatus(item), execution: optionalText(item['execution']) ?? 'server' })],
  [
    'tool_search_output',
    (item) => ({
      ...mendStatus(item),
      execution: optionalText(item['execution']) ?? 'server',
      tools: item['tools'] ?? [],
    }),
  ],
]);

/**
 * Reads an item as a server sends it. A member that is missing or of another type does not make it `other` where its
 * meaning is clear: reasoning without a summary, a call whose arguments are an object, content that is a text.
 */
// docs/decisions.md: a known item type with a bad body
export const readItem = (json: unknown): ResponseItem => {
  const item = decoded(json);
  if (item.type !== 'other' || !isJsonObject(json)) return item;
  const mend = MENDS.get(json['type']);
  if (mend === undefined) return item;
  const mended = decoded(mend(json));
  return mended.type === 'other' ? item : mended;
};

/** The codec is an open union, which reads every value. */
const decoded = (json: unknown): ResponseItem => {
  const result = ResponseItem.decode(json);
  return isRight(result) ? result.right : { type: 'other', raw: json };
};
