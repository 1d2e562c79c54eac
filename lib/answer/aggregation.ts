import { EVENT_ROLE } from '../protocol/eventRole.js';
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
 * Whole items in place of deltas. An item that the server finishes is told once, completed by its deltas where it came
 * empty; deltas without such an item become one before the completion: reasoning first, then the message. Unlike codex,
 * it loses no second message and repeats no reasoning. Source: wire.md 8, design 7.
 */
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
