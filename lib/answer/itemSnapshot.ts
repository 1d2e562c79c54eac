import type { AnswerItem, AnswerMessage, AnswerReasoning, AnswerToolCall } from './Answer.js';
import type { ToolCall } from './AnswerEvent.js';
import { isJsonObject, nonEmptyText, type JsonObject } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

type Message = Extract<ResponseItem, { type: 'message' }>;
type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;

const OPEN = { done: false, item: undefined } as const;

export const NEW_MESSAGE: AnswerMessage = {
  type: 'message',
  role: 'assistant',
  text: '',
  refusal: '',
  phase: undefined,
  ...OPEN,
};
export const NEW_REASONING: AnswerReasoning = { type: 'reasoning', text: '', summary: [], ...OPEN };
export const NEW_CALL: AnswerToolCall = {
  type: 'tool_call',
  call_id: '',
  name: '',
  arguments: '',
  ...OPEN,
  run: undefined,
  progress: undefined,
  output: undefined,
};

/** Returns true for a call that the caller must run. */
export const isToolCall = (item: ResponseItem): item is ToolCall =>
  item.type === 'function_call' || item.type === 'custom_tool_call';

/** Returns the arguments of a function call, or the input of a custom tool. */
export const inputOf = (call: ToolCall): string => (call.type === 'function_call' ? call.arguments : call.input);

/**
 * Creates the snapshot of an item that has begun. Text in it is ignored, because the deltas or the finished item repeat
 * it.
 */
export const newItem = (item: ResponseItem): AnswerItem => {
  if (isToolCall(item)) return { ...NEW_CALL, call_id: item.call_id, name: item.name };
  if (item.type === 'message') return { ...NEW_MESSAGE, role: item.role, phase: item.phase ?? undefined };
  return item.type === 'reasoning' ? NEW_REASONING : { type: 'other', done: false, item };
};

const textOf = ({ content }: Message): string =>
  content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');

const refusalOf = ({ content }: Message): string =>
  content
    .map((part) => (part.type === 'other' && isJsonObject(part.raw) ? (nonEmptyText(part.raw['refusal']) ?? '') : ''))
    .join('');

const annotationsOf = ({ content }: Message): readonly JsonObject[] =>
  content.flatMap((part) =>
    part.type === 'output_text' && Array.isArray(part.annotations) ? part.annotations.filter(isJsonObject) : [],
  );

const textPart = (text: string, annotations: readonly JsonObject[]): Message['content'][number] =>
  annotations.length === 0 ? { type: 'output_text', text } : { type: 'output_text', text, annotations };

const finishedMessage = (partial: AnswerMessage, item: Message): AnswerMessage => {
  const [text, refusal] = [textOf(item), refusalOf(item)];
  // An item without any text beside deltas: the text of the deltas is the only one. Else the item is kept as it came.
  const isEmpty = item.role === 'assistant' && text === '' && partial.text !== '';
  const others = item.content.filter(({ type }) => type !== 'output_text');
  const cited = annotationsOf(item);
  const annotations = cited.length > 0 ? cited : (partial.annotations ?? []);
  return {
    ...partial,
    text: text || partial.text,
    refusal: refusal || partial.refusal,
    phase: item.phase ?? partial.phase,
    ...(annotations.length > 0 ? { annotations } : {}),
    done: true,
    item: isEmpty ? { ...item, content: [textPart(partial.text, annotations), ...others] } : item,
  };
};

const finishedReasoning = (partial: AnswerReasoning, item: Reasoning): AnswerReasoning => {
  const parts = item.content ?? [];
  const texts = parts.map((part) => (part.type === 'other' ? '' : part.text));
  const summary = item.summary.map((part) => (part.type === 'other' ? '' : part.text));
  return {
    ...partial,
    text: texts.join('') || partial.text,
    summary: summary.length === 0 ? partial.summary : summary,
    done: true,
    item:
      parts.length > 0 || partial.text === ''
        ? item
        : { ...item, content: [{ type: 'reasoning_text', text: partial.text }] },
  };
};

/**
 * Creates the snapshot of a finished item. The server's item takes precedence; text from deltas is used if it has none.
 */
export const finishedItem = (partial: AnswerItem, item: ResponseItem): AnswerItem => {
  if (partial.type === 'message' && item.type === 'message') return finishedMessage(partial, item);
  if (partial.type === 'reasoning' && item.type === 'reasoning') return finishedReasoning(partial, item);
  if (partial.type === 'tool_call' && isToolCall(item))
    return { ...partial, call_id: item.call_id, name: item.name, arguments: inputOf(item), done: true, item };
  // The text of the deltas is more use than an item that cannot be read.
  if (item.type === 'other' && (partial.type === 'message' || partial.type === 'reasoning'))
    return { ...partial, done: true, item: itemFromDeltas(partial) ?? item };
  return { ...(partial.type === 'other' ? partial : { type: 'other' }), done: true, item };
};

/**
 * Creates an item from the deltas alone, for an item that the server never finishes. Returns undefined if it has no
 * text.
 */
export const itemFromDeltas = (partial: AnswerItem): ResponseItem | undefined => {
  if (partial.type === 'message' && partial.text !== '')
    return { type: 'message', role: partial.role, content: [{ type: 'output_text', text: partial.text }] };
  if (partial.type === 'reasoning' && partial.text !== '')
    return { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: partial.text }] };
  return undefined;
};
