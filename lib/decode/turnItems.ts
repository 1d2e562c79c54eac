import type { AnswerEvent, ToolCall } from '../protocol/AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { isToolCall } from './answerItem.js';
import { answerItems } from './answerItems.js';

/** What a turn adds to its conversation. A plain state machine: made per turn. */
export interface TurnItems {
  onEvent(event: AnswerEvent): void;
  /** The items that are whole, in the order in which they were finished. */
  list(): readonly ResponseItem[];
  /** The calls to run: none before the answer is completed, and none of one that was cut short. */
  calls(): readonly ToolCall[];
}

/** Keeps the whole items of a turn for the next one. */
export const turnItems = (): TurnItems => {
  const items = answerItems();
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
