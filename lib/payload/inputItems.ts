import { isRight } from '#either';
import { buildError } from '../protocol/errors/ApiError.js';
import type { Prompt } from '../protocol/Prompt.js';
import { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/messages/userMessage.js';
import { easyItems } from './easyMessage.js';

/** Checks an item. Plain JavaScript may pass any value, and a value that matches no item is kept as `other`. */
const readItem = (item: unknown): ResponseItem => {
  const decoded = ResponseItem.decode(item);
  return isRight(decoded) ? decoded.right : { type: 'other', raw: item };
};

/**
 * Converts the input of a prompt to items. A string becomes one user message.
 *
 * @throws a `build` error for a value that is neither a string nor a list.
 */
export const inputItems = (input: Prompt['input']): readonly ResponseItem[] => {
  if (typeof input === 'string') return [userMessage(input)];
  if (!Array.isArray(input)) throw buildError('expected a string or a list of messages, e.g. [userMessage(text)]');
  const items: readonly unknown[] = input;
  return items.flatMap((item) => easyItems(item)?.map(readItem) ?? [readItem(item)]);
};
