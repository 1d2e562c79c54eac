import { isRight } from '#either';
import type { Prompt } from '../protocol/Prompt.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/userMessage.js';
import { easyItems } from './easyMessage.js';

/** Checks an item. Plain JavaScript may pass any value, and a value that matches no item is kept as `other`. */
const readItem = (item: unknown): ResponseItem => {
  const decoded = ResponseItem.decode(item);
  return isRight(decoded) ? decoded.right : { type: 'other', raw: item };
};

/** Converts the input of a prompt to items. A string becomes one user message. */
export const inputItems = (input: Prompt['input']): readonly ResponseItem[] =>
  typeof input === 'string'
    ? [userMessage(input)]
    : input.flatMap((item) => easyItems(item)?.map(readItem) ?? [readItem(item)]);
