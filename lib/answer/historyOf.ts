import type { Answer, AnswerItem } from './Answer.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { toolOutputItem } from './toolOutputItem.js';
import { isToolCall } from './itemSnapshot.js';

/** A finished item; for a call, followed by its output. */
const itemsOf = (answerItem: AnswerItem): readonly ResponseItem[] => {
  if (!answerItem.done || answerItem.item === undefined) return [];
  const { item } = answerItem;
  if (answerItem.type !== 'tool_call' || answerItem.output === undefined || !isToolCall(item)) return [item];
  return [item, toolOutputItem(item, answerItem.output)];
};

const isUnanswered = (answerItem: AnswerItem): boolean =>
  answerItem.type === 'tool_call' && answerItem.output === undefined;

/**
 * Returns the items that an answer adds to its conversation: the finished items, each call with its output. For an
 * answer that failed or was stopped, calls without an output are left out, and so is reasoning that no item follows:
 * servers reject a conversation with either.
 */
export const historyOf = ({ status, items }: Answer): readonly ResponseItem[] => {
  if (status === 'completed' || status === 'incomplete') return items.flatMap(itemsOf);
  const answered = items.filter((answerItem) => answerItem.done && !isUnanswered(answerItem));
  return answered
    .filter(
      (answerItem, index) =>
        answerItem.type !== 'reasoning' || answered.slice(index).some(({ type }) => type !== 'reasoning'),
    )
    .flatMap(itemsOf);
};
