import * as t from 'io-ts';
import { nullish, integer, isJsonObject, present } from './codec/json.js';
import { wireObject } from './codec/wireObject.js';

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
const ToolInputDelta = wireObject({ delta: t.string }, { item_id: text, call_id: text, output_index: t.unknown });

/** The place of a piece of text. A place of an unexpected type is no place. */
const place = { item_id: t.unknown, output_index: t.unknown };

/** A frame that ends a response. Some servers put the error beside the response. */
const terminal = t.partial({ response: t.unknown, error: t.unknown });

/**
 * The frames of the Responses API, over SSE and WebSocket: one codec per `type`. It is a table and not a union, so that
 * one codec checks a frame. The decoder reads the frames of other types member by member.
 */
// docs/wire.md, section 4.3
export const ResponsesFrame = {
  'response.created': t.type({ response: present }),
  'response.output_item.added': wireObject({ item: present }, place),
  'response.output_item.done': wireObject({ item: present }, place),
  'response.output_text.delta': TextDelta,
  'response.reasoning_summary_text.delta': wireObject({ delta: t.string, summary_index: integer }, place),
  'response.reasoning_text.delta': wireObject({ delta: t.string, content_index: integer }, place),
  'response.reasoning_summary_text.done': t.type({ text: t.string, summary_index: integer, item_id: t.string }),
  'response.refusal.delta': TextDelta,
  'response.reasoning_summary_part.added': t.type({ summary_index: integer }),
  'response.function_call_arguments.delta': ToolInputDelta,
  'response.custom_tool_call_input.delta': ToolInputDelta,
  'response.completed': terminal,
  'response.done': terminal,
  'response.incomplete': terminal,
  'response.failed': terminal,
  'response.cancelled': terminal,
} as const;
