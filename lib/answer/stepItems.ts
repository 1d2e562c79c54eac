import type { AnswerEvent, ToolCall } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { isToolCall } from './itemSnapshot.js';
import { itemFold } from './itemFold.js';

/** What a turn adds to its conversation. A plain state machine: made per turn. */
export interface StepItems {
  onEvent(event: AnswerEvent): void;
  /** The items that are whole, in the order in which they were finished. */
  list(): readonly ResponseItem[];
  /** The calls to run: none before the answer is completed, and none of one that was cut short. */
  calls(): readonly ToolCall[];
}

/** Keeps the whole items of a turn for the next one. */
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
