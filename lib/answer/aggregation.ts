import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { itemFold } from './itemFold.js';

/** Merges the deltas of one stream into finished items. A plain state machine, created per subscription. */
export interface Aggregation {
  /** Returns the events that replace an event: none, the event itself, or the items that it completes. */
  onEvent(event: ResponseEvent): readonly ResponseEvent[];
  /** Returns, as items, the text and the reasoning of deltas that no finished item has included. */
  rest(): readonly ResponseEvent[];
}

/** The events whose content is also in a finished item. */
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
 * Creates an aggregation, which replaces deltas by finished items. An item that the server finishes is emitted once;
 * where it has no text, the text of its deltas is used. Deltas without a finished item become one before the
 * completion: reasoning first, then the message. Unlike in codex, a second message is not lost and reasoning is not
 * repeated.
 */
// docs/wire.md, section 8
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
