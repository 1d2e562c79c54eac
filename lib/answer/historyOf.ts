import type { Answer, AnswerItem } from './Answer.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { toolOutputItem } from './toolOutputItem.js';
import { isToolCall } from './itemSnapshot.js';

/** A finished item; for a call, followed by its output. */
const itemsOf = (said: AnswerItem): readonly ResponseItem[] => {
  if (!said.done || said.item === undefined) return [];
  const { item } = said;
  if (said.type !== 'tool_call' || said.output === undefined || !isToolCall(item)) return [item];
  return [item, toolOutputItem(item, said.output)];
};

const isUnanswered = (said: AnswerItem): boolean => said.type === 'tool_call' && said.output === undefined;

/**
 * Returns the items that an answer adds to its conversation: the finished items, each call with its output. For an
 * answer that failed or was stopped, calls without an output are left out, and so is reasoning that no item follows:
 * servers reject a conversation with either.
 */
export const historyOf = ({ status, items }: Answer): readonly ResponseItem[] => {
  if (status === 'completed' || status === 'incomplete') return items.flatMap(itemsOf);
  const answered = items.filter((said) => said.done && !isUnanswered(said));
  return answered
    .filter(
      (said, place) => said.type !== 'reasoning' || answered.slice(place).some(({ type }) => type !== 'reasoning'),
    )
    .flatMap(itemsOf);
};
