import type { AnswerEvent, ToolCall } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { incompleteReasoning } from './items/incompleteReasoning.js';
import { isToolCall } from './itemSnapshot.js';
import { itemFold } from './itemFold.js';

/**
 * The items that one request of a tool loop (a step) adds to the conversation. A state machine without RxJS; create one
 * per step.
 */
export interface StepItems {
  /** Applies an event and returns the calls that it completes. A call whose id was seen before is left out. */
  onEvent(event: AnswerEvent): readonly ToolCall[];
  /** The finished items, in order of completion. */
  list(): readonly ResponseItem[];
  /** Returns true for the id of a call of the step. */
  hasCall(call_id: string): boolean;
  /** Returns true for one of the objects that `calls` returns. */
  includes(call: ToolCall): boolean;
  /** All calls of the step. */
  calls(): readonly ToolCall[];
  /** Is true once the answer is complete and no limit has cut it short. A paused answer is complete for now. */
  isComplete(): boolean;
  /** Is true if the server paused the answer, to continue it in the next request. */
  isPaused(): boolean;
}

/**
 * Collects the finished items of a step, to be sent with the next request. Calls are frozen copies, so that a call is
 * not changed between its approval and its run. A second call with the same id is dropped: it would run the tool twice,
 * and servers reject a conversation with it.
 */
export const stepItems = (): StepItems => {
  const fold = itemFold();
  let items: ResponseItem[] = [];
  let incomplete = incompleteReasoning<number>();
  let calls = new Map<string, ToolCall>();
  let isComplete = false;
  let isPaused = false;

  const add = (item: ResponseItem): readonly ToolCall[] => {
    if (!isToolCall(item)) {
      const place = incomplete.take(item) ?? items.length;
      items[place] = item;
      incomplete.add(item, place);
      return [];
    }
    if (calls.has(item.call_id)) return [];
    const call = Object.freeze({ ...item });
    calls.set(call.call_id, call);
    items.push(call);
    return [call];
  };

  return {
    onEvent: (event) => {
      if (event.type === 'reset') {
        items = [];
        incomplete = incompleteReasoning();
        calls = new Map();
        isComplete = false;
        isPaused = false;
      }
      const added = fold.onEvent(event).flatMap(add);
      if (event.type === 'completed') {
        isPaused = event.end_turn === false;
        isComplete = isPaused || event.status === 'completed';
      }
      return added;
    },
    list: () => items,
    hasCall: (call_id) => calls.has(call_id),
    includes: (call) => calls.get(call.call_id) === call,
    calls: () => [...calls.values()],
    isComplete: () => isComplete,
    isPaused: () => isPaused,
  };
};
