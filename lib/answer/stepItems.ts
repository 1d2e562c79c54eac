import type { AnswerEvent, ToolCall } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { isToolCall } from './itemSnapshot.js';
import { itemFold } from './itemFold.js';

/** The items that one step adds to its conversation. A plain state machine, created per step. */
export interface StepItems {
  onEvent(event: AnswerEvent): void;
  /** The finished items, in the order in which they were finished. */
  list(): readonly ResponseItem[];
  /** The calls to run. Empty before the answer is complete, and for an incomplete answer. */
  calls(): readonly ToolCall[];
}

/** Collects the finished items of a step for the next one. */
export const stepItems = (): StepItems => {
  const items = itemFold();
  let whole: readonly ResponseItem[] = [];
  let isComplete = false;
  return {
    onEvent: (event) => {
      if (event.type === 'reset') whole = [];
      const done = items.onEvent(event);
      if (done.length > 0) whole = [...whole, ...done];
      isComplete ||= event.type === 'completed' && event.status === 'completed';
    },
    list: () => whole,
    calls: () => (isComplete ? whole.filter(isToolCall) : []),
  };
};
