import type { ToolCall } from '../answer/AnswerEvent.js';
import { isToolCall } from '../answer/itemSnapshot.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** The items of a step that is suspended. */
export interface SplitItems {
  readonly outputs: readonly ResponseItem[];
  readonly others: readonly ResponseItem[];
}

/** Divides items into the outputs of calls and all others. Both keep their order. */
export const splitOutputs = (items: readonly ResponseItem[], calls: readonly ToolCall[]): SplitItems => {
  // A set: a page may send thousands of calls, and a search for each item would be quadratic.
  const ids = new Set<unknown>(calls.map(({ call_id }) => call_id));
  const isOutput = (item: ResponseItem): boolean => !isToolCall(item) && 'call_id' in item && ids.has(item.call_id);
  return { outputs: items.filter(isOutput), others: items.filter((item) => !isOutput(item)) };
};
