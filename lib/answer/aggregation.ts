import { EVENT_ROLE } from '../protocol/eventRole.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { itemFold } from './itemFold.js';

/** Merges the deltas of one stream into finished items. A state machine without RxJS; create one per subscription. */
export interface Aggregation {
  /** Returns the events to emit for an event: none, the event itself, or the items that it completes. */
  onEvent(event: ResponseEvent): readonly ResponseEvent[];
  /** Returns items for text and reasoning that were received as deltas but are not part of a finished item. */
  rest(): readonly ResponseEvent[];
}

/**
 * Returns whether an event is emitted unchanged, in addition to the finished items. Of the item events only
 * `output_item_added` is: deltas repeat the text of the finished item, and finished items are emitted separately.
 */
const passes = ({ type }: ResponseEvent): boolean => {
  const role = EVENT_ROLE[type];
  return role === 'metadata' || role === 'end' || type === 'output_item_added';
};

const done = (item: ResponseItem): ResponseEvent => ({ type: 'output_item_done', item });

/**
 * Creates an aggregation, which replaces deltas with finished items. An item that the server finishes is emitted once;
 * if it has no text, the text of its deltas is used. Deltas without a finished item become one before the
 * completion: reasoning first, then the message. (The Rust client of codex loses a second message here, and repeats
 * reasoning.)
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
