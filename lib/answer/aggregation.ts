import { EVENT_ROLE } from '../protocol/eventRole.js';
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

/**
 * Whether an event is passed on beside the whole items. Of the events about items, only the announcement of one is: the
 * others repeat what the whole item holds, and a finished item is passed on as the fold completes it.
 */
const passes = ({ type }: ResponseEvent): boolean => {
  const role = EVENT_ROLE[type];
  return role === 'metadata' || role === 'end' || type === 'output_item_added';
};

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
      return passes(event) ? [...whole, event] : whole;
    },
    rest: () => items.settle().map(done),
  };
};
