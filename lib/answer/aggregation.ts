import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { itemFold } from './itemFold.js';

/** Merges the deltas of one stream into whole items. A plain state machine: made per subscription. */
export interface Aggregation {
  /** What an event amounts to: nothing, itself, or the items that it makes whole. */
  onEvent(event: ResponseEvent): readonly ResponseEvent[];
  /** The text and the reasoning that were said in deltas and have not yet become items. */
  rest(): readonly ResponseEvent[];
}

/** The events that only announce or repeat what an item says. */
const DROPPED: ReadonlySet<ResponseEvent['type']> = new Set<ResponseEvent['type']>([
  'created',
  'output_text_delta',
  'refusal_delta',
  'reasoning_content_delta',
  'reasoning_summary_delta',
  'reasoning_summary_part_added',
  'reasoning_summary_done',
  'tool_call_input_delta',
  'output_item_done',
]);

const done = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_done', item });

/**
 * Whole items in place of deltas. An item that the server finishes is told once, completed by its deltas where it came
 * empty; deltas without such an item become one before the completion: reasoning first, then the message. Unlike codex,
 * it loses no second message and repeats no reasoning. Source: wire.md 8, design 7.
 */
export const aggregation = (): Aggregation => {
  const items = itemFold();
  return {
    onEvent: (event) => {
      const whole = items.onEvent(event).map(done);
      return DROPPED.has(event.type) ? whole : [...whole, event];
    },
    rest: () => items.settle().map(done),
  };
};
