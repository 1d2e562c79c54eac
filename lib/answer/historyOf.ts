import type { Answer, AnswerItem } from './Answer.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { toolOutputItem } from './toolOutputItem.js';
import { isToolCall } from './itemSnapshot.js';

/** A finished item, and what was answered to it where it is a call. */
const itemsOf = (said: AnswerItem): readonly ResponseItem[] => {
  if (!said.done || said.item === undefined) return [];
  const { item } = said;
  if (said.type !== 'tool_call' || said.output === undefined || !isToolCall(item)) return [item];
  return [item, toolOutputItem(item, said.output)];
};

const isUnanswered = (said: AnswerItem): boolean => said.type === 'tool_call' && said.output === undefined;

/**
 * What an answer adds to its conversation: the items that came whole, each call with its output. Of an answer that broke
 * off, calls without an output are left out, and so is reasoning that nothing follows: servers refuse a conversation
 * with either.
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
