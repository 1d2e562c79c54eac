import * as t from 'io-ts';
import { nullish, integer, isJsonObject, present } from './codec/json.js';
import { wireObject } from './codec/wireObject.js';

const Usage = t.intersection([
  t.type({ input_tokens: integer, output_tokens: integer, total_tokens: integer }),
  t.partial({
    input_tokens_details: nullish(t.type({ cached_tokens: integer })),
    output_tokens_details: nullish(t.type({ reasoning_tokens: integer })),
  }),
]);

const text = nullish(t.string);
const index = nullish(integer);
/** A piece of text. Nearly all frames of a stream are text deltas, so their check is written by hand for speed. */
const TextDelta = wireObject(
  { delta: t.string },
  { item_id: text, output_index: index, content_index: index },
  (value) =>
    isJsonObject(value) &&
    typeof value['delta'] === 'string' &&
    text.is(value['item_id']) &&
    index.is(value['output_index']) &&
    index.is(value['content_index']),
);
const ToolInputDelta = wireObject({ delta: t.string }, { item_id: text, call_id: text });

/** The member `response` of a `response.completed` frame. */
export const CompletedResponse = t.intersection([
  t.type({ id: t.string }),
  t.partial({ usage: nullish(Usage), status: nullish(t.string) }),
]);
/** The member `response` of a `response.done` or `response.incomplete` frame. The id may be missing. */
export const EndedResponse = t.partial({
  id: nullish(t.string),
  usage: nullish(Usage),
  incomplete_details: nullish(t.partial({ reason: nullish(t.string) })),
});
export type Usage = t.TypeOf<typeof Usage>;

/**
 * The frames of the Responses API, over SSE and WebSocket: one codec per `type`. A table is used instead of a union, so
 * that each frame is checked by one codec only. A frame of any other type is ignored.
 */
// docs/wire.md, section 4.3
export const ResponsesFrame = {
  'response.created': t.type({ response: present }),
  'response.output_item.added': t.type({ item: present }),
  'response.output_item.done': t.type({ item: present }),
  'response.output_text.delta': TextDelta,
  'response.reasoning_summary_text.delta': wireObject({ delta: t.string, summary_index: integer }, {}),
  'response.reasoning_text.delta': wireObject({ delta: t.string, content_index: integer }, {}),
  'response.reasoning_summary_text.done': t.type({ text: t.string, summary_index: integer, item_id: t.string }),
  'response.refusal.delta': TextDelta,
  'response.reasoning_summary_part.added': t.type({ summary_index: integer }),
  'response.function_call_arguments.delta': ToolInputDelta,
  'response.custom_tool_call_input.delta': ToolInputDelta,
  'response.completed': t.partial({ response: t.unknown }),
  'response.done': t.partial({ response: t.unknown }),
  'response.incomplete': t.partial({ response: t.unknown }),
  'response.failed': t.partial({ response: t.unknown }),
} as const;
