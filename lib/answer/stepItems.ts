import type { AnswerEvent, ToolCall } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { isToolCall } from './itemSnapshot.js';
import { itemFold } from './itemFold.js';

/**
 * The items that one request of a tool loop (a step) adds to the conversation. A state machine without RxJS; create one
 * per step.
 */
export interface StepItems {
  onEvent(event: AnswerEvent): void;
  /** The finished items, in order of completion. */
  list(): readonly ResponseItem[];
  /** The calls to run. Empty before the answer is complete, and for an incomplete answer. */
  calls(): readonly ToolCall[];
}

/** Collects the finished items of a step, to be sent with the next request. */
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
