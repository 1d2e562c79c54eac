import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { fold } from '../../protocol/codec/fold.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { CREATED, type AnswerPart, type AnswerPlan, type CutText } from '../script/AnswerPlan.js';

/** The frames of one item, and the finished item. */
interface WrittenItem {
  readonly frames: readonly JsonObject[];
  readonly item: JsonObject;
}

const reasoningContent = (location: JsonObject, { text, deltas }: CutText): readonly JsonObject[] => [
  { type: 'response.content_part.added', ...location, content_index: 0, part: { type: 'reasoning_text', text: '' } },
  ...deltas.map((delta) => ({ type: 'response.reasoning_text.delta', ...location, content_index: 0, delta })),
  { type: 'response.reasoning_text.done', ...location, content_index: 0, text },
  { type: 'response.content_part.done', ...location, content_index: 0, part: { type: 'reasoning_text', text } },
];

const summaryPart = (location: JsonObject, { text, deltas }: CutText, summary_index: number): readonly JsonObject[] => {
  const partLocation = { ...location, summary_index };
  return [
    { type: 'response.reasoning_summary_part.added', ...partLocation, part: { type: 'summary_text', text: '' } },
    ...deltas.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...partLocation, delta })),
    { type: 'response.reasoning_summary_text.done', ...partLocation, text },
    { type: 'response.reasoning_summary_part.done', ...partLocation, part: { type: 'summary_text', text } },
  ];
};

/** Writes the frames of an item: its start, the frames between, and its end. */
const writeItem = (
  output_index: number,
  start: JsonObject,
  between: readonly JsonObject[],
  item: JsonObject,
): WrittenItem => ({
  item,
  frames: [
    { type: 'response.output_item.added', output_index, item: start },
    ...between,
    { type: 'response.output_item.done', output_index, item },
  ],
});

const writePart = (part: AnswerPart, output_index: number): WrittenItem =>
  fold<AnswerPart, WrittenItem>({
    message: ({ id, content: { text, deltas } }) => {
      const location = { item_id: id, output_index, content_index: 0 };
      const start = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
      const whole = { type: 'output_text', annotations: [], logprobs: [], text };
      const between = [
        { type: 'response.content_part.added', ...location, part: { ...whole, text: '' } },
        ...deltas.map((delta) => ({ type: 'response.output_text.delta', ...location, delta, logprobs: [] })),
        { type: 'response.output_text.done', ...location, text, logprobs: [] },
        { type: 'response.content_part.done', ...location, part: whole },
      ];
      return writeItem(output_index, start, between, { ...start, status: 'completed', content: [whole] });
    },
    reasoning: ({ id, reasoning, summary }) => {
      const location = { item_id: id, output_index };
      const start = { id, type: 'reasoning', summary: [], encrypted_content: null };
      const between = [
        ...(reasoning === undefined ? [] : reasoningContent(location, reasoning)),
        ...summary.flatMap((part, index) => summaryPart(location, part, index)),
      ];
      return writeItem(output_index, start, between, {
        ...start,
        summary: summary.map(({ text }) => ({ type: 'summary_text', text })),
        ...definedMembers({ content: reasoning && [{ type: 'reasoning_text', text: reasoning.text }] }),
      });
    },
    call: ({ id, callId, name, namespace, input: { text, deltas } }) => {
      const location = { item_id: id, output_index };
      const called = { call_id: callId, name, ...definedMembers({ namespace }) };
      const start = { id, type: 'function_call', status: 'in_progress', arguments: '', ...called };
      const between = [
        ...deltas.map((delta) => ({ type: 'response.function_call_arguments.delta', ...location, delta })),
        { type: 'response.function_call_arguments.done', ...location, arguments: text },
      ];
      return writeItem(output_index, start, between, { ...start, status: 'completed', arguments: text });
    },
  })(part);

const writeUsage = (usage: TokenUsage): JsonObject => ({
  input_tokens: usage.input_tokens,
  input_tokens_details: { cached_tokens: usage.cached_input_tokens },
  output_tokens: usage.output_tokens,
  output_tokens_details: { reasoning_tokens: usage.reasoning_output_tokens },
  total_tokens: usage.total_tokens,
});

/** Writes an answer as the frames of a stream of the Responses API. */
// docs/wire.md, section 4
export const responsesFrames = ({ id, model, parts, usage }: AnswerPlan): readonly JsonObject[] => {
  const items = parts.map(writePart);
  const response = {
    id,
    object: 'response',
    created_at: CREATED,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    model,
    output: [],
    usage: null,
  };
  const completed = {
    ...response,
    status: 'completed',
    output: items.map(({ item }) => item),
    usage: usage && writeUsage(usage),
  };
  return [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    ...items.flatMap(({ frames }) => frames),
    { type: 'response.completed', response: completed },
  ].map((frame, sequence_number) => ({ ...frame, sequence_number }));
};
