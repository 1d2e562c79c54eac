import { isJsonObject, nonEmptyText, withoutAbsent, type JsonObject } from '../protocol/codec/json.js';
import { OPAQUE_MEMBERS, stateIn } from '../protocol/opaqueState.js';

const texts = (role: unknown): string => (role === 'assistant' ? 'output_text' : 'input_text');

/** A part of a Chat message in the form of the Responses API. Other parts are kept unchanged. */
const partOf =
  (role: unknown) =>
  (part: unknown): unknown => {
    if (typeof part === 'string') return { type: texts(role), text: part };
    if (!isJsonObject(part)) return part;
    const { type, text, image_url: image, file } = part;
    if (type === 'text' && typeof text === 'string') return { ...part, type: texts(role) };
    if (type === 'image_url')
      return isJsonObject(image)
        ? { type: 'input_image', ...withoutAbsent({ image_url: image['url'], detail: image['detail'] }) }
        : { type: 'input_image', image_url: image };
    return type === 'file' && isJsonObject(file) ? { type: 'input_file', ...file } : part;
  };

const partsOf = (role: unknown, content: unknown): readonly unknown[] => {
  if (typeof content === 'string')
    return content === '' && role === 'assistant' ? [] : [{ type: texts(role), text: content }];
  return Array.isArray(content) ? content.map(partOf(role)) : [];
};

/** A call of a Chat message as an item. Members such as `extra_content` stay with it. */
const callOf = (call: unknown): unknown => {
  if (!isJsonObject(call)) return call;
  const { id, type: _type, index: _index, function: called, custom, ...state } = call;
  if (isJsonObject(custom)) return { type: 'custom_tool_call', call_id: id, ...custom, ...state };
  if (!isJsonObject(called)) return call;
  const { name, arguments: given, ...inner } = called;
  return {
    type: 'function_call',
    call_id: id,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
    ...state,
    ...(Object.keys(inner).length === 0 ? {} : { function: inner }),
  };
};

const stateOf = (message: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(message).filter(([name]) => OPAQUE_MEMBERS.test(name)));

/** A call in the older form of the Chat API, which has no ids: its output names the function. */
const oldCallOf = (called: unknown): readonly unknown[] =>
  isJsonObject(called) ? [callOf({ id: called['name'], type: 'function', function: called })] : [];

const THOUGHT_MEMBERS: ReadonlySet<string> = new Set(['type', 'thinking', 'closed']);

/** A part `thinking` of Mistral as a part of reasoning, with its signature. */
const thoughtOf = (part: unknown): readonly unknown[] => {
  if (!isJsonObject(part) || part['type'] !== 'thinking') return [];
  const { thinking } = part;
  const texts: readonly unknown[] = Array.isArray(thinking) ? thinking : [{ text: thinking }];
  const text = texts.map((each) => (isJsonObject(each) ? (nonEmptyText(each['text']) ?? '') : '')).join('');
  return [{ type: 'reasoning_text', text, ...stateIn(part, THOUGHT_MEMBERS) }];
};

const isNoThought = (part: unknown): boolean => !isJsonObject(part) || part['type'] !== 'thinking';

const outputOf = (content: unknown): unknown =>
  Array.isArray(content) ? content.map(partOf('user')) : (content ?? '');

const assistantItems = (message: JsonObject): readonly unknown[] => {
  const { refusal, tool_calls: calls } = message;
  const given: unknown = message['content'];
  const thoughts = Array.isArray(given) ? given.flatMap(thoughtOf) : [];
  const content: unknown = thoughts.length > 0 && Array.isArray(given) ? given.filter(isNoThought) : given;
  const thought = nonEmptyText(message['reasoning_content']) ?? nonEmptyText(message['reasoning']);
  const state = stateOf(message);
  const parts = [
    ...partsOf('assistant', content),
    ...(nonEmptyText(refusal) === undefined ? [] : [{ type: 'refusal', refusal }]),
  ];
  const items = [...(Array.isArray(calls) ? calls.map(callOf) : []), ...oldCallOf(message['function_call'])];
  const reasoning = [...thoughts, ...(thought === undefined ? [] : [{ type: 'reasoning_text', text: thought }])];
  return [
    ...(reasoning.length === 0 && Object.keys(state).length === 0
      ? []
      : [
          {
            type: 'reasoning',
            summary: [],
            content: reasoning,
            ...state,
          },
        ]),
    ...(parts.length === 0 && items.length > 0 ? [] : [{ type: 'message', role: 'assistant', content: parts }]),
    ...items,
  ];
};

const ASSISTANT_MEMBERS = ['tool_calls', 'function_call', 'refusal', 'reasoning', 'reasoning_content'] as const;

const isChatAssistant = (message: JsonObject): boolean => {
  if (message['role'] !== 'assistant') return false;
  const { content } = message;
  const isThinking = message['type'] === undefined && Array.isArray(content) && !content.every(isNoThought);
  return isThinking || ASSISTANT_MEMBERS.some((name) => message[name] !== undefined && message[name] !== null);
};

/**
 * The items of a message in a short form, or in the form of the Chat API; undefined for a value that is no such
 * message.
 */
export const easyItems = (value: unknown): readonly unknown[] | undefined => {
  if (!isJsonObject(value)) return undefined;
  const { type, role, content } = value;
  if (typeof role !== 'string' || (type !== undefined && type !== 'message')) return undefined;
  if (role === 'tool' || role === 'function') {
    const call_id = role === 'tool' ? value['tool_call_id'] : value['name'];
    return [{ type: 'function_call_output', call_id, output: outputOf(content) }];
  }
  if (isChatAssistant(value)) return assistantItems(value);
  const { name: _name, ...message } = value;
  const isShort = typeof content === 'string' || (type === undefined && (Array.isArray(content) || content === null));
  return isShort ? [{ ...message, type: 'message', content: partsOf(role, content) }] : undefined;
};
