import { isRight } from '#either';
import type { Prompt } from '../protocol/Prompt.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/userMessage.js';

/** An item as the builders can rely on it: plain JavaScript may hand in anything, and that is kept as `other`. */
const readItem = (item: ResponseItem): ResponseItem => {
  const decoded = ResponseItem.decode(item);
  return isRight(decoded) ? decoded.right : { type: 'other', raw: item };
};

/** The prompt's input as items: a string is one user message. */
export const inputItems = (input: Prompt['input']): readonly ResponseItem[] =>
  typeof input === 'string' ? [userMessage(input)] : input.map(readItem);
