import { isRight } from '#either';
import type { Prompt } from '../protocol/Prompt.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/userMessage.js';

/** Checks an item. Plain JavaScript may pass any value, and a value that matches no item is kept as `other`. */
const readItem = (item: ResponseItem): ResponseItem => {
  const decoded = ResponseItem.decode(item);
  return isRight(decoded) ? decoded.right : { type: 'other', raw: item };
};

/** Converts the input of a prompt to items. A string becomes one user message. */
export const inputItems = (input: Prompt['input']): readonly ResponseItem[] =>
  typeof input === 'string' ? [userMessage(input)] : input.map(readItem);
