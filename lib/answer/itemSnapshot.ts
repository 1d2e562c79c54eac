import type { AnswerItem, AnswerMessage, AnswerReasoning, AnswerToolCall } from './Answer.js';
import type { ToolCall } from './AnswerEvent.js';
import { isJsonObject, nonEmptyText } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

type Message = Extract<ResponseItem, { type: 'message' }>;
type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;

const OPEN = { done: false, item: undefined } as const;

export const NEW_MESSAGE: AnswerMessage = { type: 'message', role: 'assistant', text: '', refusal: '', ...OPEN };
export const NEW_REASONING: AnswerReasoning = { type: 'reasoning', text: '', summary: [], ...OPEN };
export const NEW_CALL: AnswerToolCall = {
  type: 'tool_call',
  call_id: '',
  name: '',
  arguments: '',
  ...OPEN,
  run: undefined,
  output: undefined,
};

/** True for a call that the caller has to run. */
export const isToolCall = (item: ResponseItem): item is ToolCall =>
  item.type === 'function_call' || item.type === 'custom_tool_call';

/** The arguments of a function call, or the input of a custom tool. */
export const inputOf = (call: ToolCall): string => (call.type === 'function_call' ? call.arguments : call.input);

/** The snapshot of an item that has begun. Text in it is ignored, because the deltas or the finished item repeat it. */
export const newItem = (item: ResponseItem): AnswerItem => {
  if (isToolCall(item)) return { ...NEW_CALL, call_id: item.call_id, name: item.name };
  if (item.type === 'message') return { ...NEW_MESSAGE, role: item.role };
  return item.type === 'reasoning' ? NEW_REASONING : { type: 'other', done: false, item };
};

const textOf = ({ content }: Message): string =>
  content.map((part) => (part.type === 'output_text' ? part.text : '')).join('');

const refusalOf = ({ content }: Message): string =>
  content
    .map((part) => (part.type === 'other' && isJsonObject(part.raw) ? (nonEmptyText(part.raw['refusal']) ?? '') : ''))
    .join('');

const finishedMessage = (said: AnswerMessage, item: Message): AnswerMessage => {
  const text = textOf(item) || said.text;
  const others = item.content.filter(({ type }) => type !== 'output_text');
  return {
    ...said,
    text,
    refusal: refusalOf(item) || said.refusal,
    done: true,
    // All text in one part. A message of another role is not part of the answer and stays unchanged.
    item:
      item.role === 'assistant'
        ? { ...item, content: text === '' ? others : [{ type: 'output_text', text }, ...others] }
        : item,
  };
};

const finishedReasoning = (said: AnswerReasoning, item: Reasoning): AnswerReasoning => {
  const parts = item.content ?? [];
  const texts = parts.map((part) => (part.type === 'other' ? '' : part.text));
  const summary = item.summary.map((part) => (part.type === 'other' ? '' : part.text));
  return {
    ...said,
    text: texts.join('') || said.text,
    summary: summary.length === 0 ? said.summary : summary,
    done: true,
    item:
      parts.length > 0 || said.text === '' ? item : { ...item, content: [{ type: 'reasoning_text', text: said.text }] },
  };
};

/** The snapshot of a finished item. The server's item takes precedence; text from deltas is used where it has none. */
export const finishedItem = (said: AnswerItem, item: ResponseItem): AnswerItem => {
  if (said.type === 'message' && item.type === 'message') return finishedMessage(said, item);
  if (said.type === 'reasoning' && item.type === 'reasoning') return finishedReasoning(said, item);
  if (said.type === 'tool_call' && isToolCall(item))
    return { ...said, call_id: item.call_id, name: item.name, arguments: inputOf(item), done: true, item };
  return { type: 'other', done: true, item };
};

/** The item made of the deltas alone, for one that the server never finishes; undefined where it has no text. */
export const itemSaid = (said: AnswerItem): ResponseItem | undefined => {
  if (said.type === 'message' && said.text !== '')
    return { type: 'message', role: said.role, content: [{ type: 'output_text', text: said.text }] };
  if (said.type === 'reasoning' && said.text !== '')
    return { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: said.text }] };
  return undefined;
};
