import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/**
 * Returns a function call with arguments that are a JSON object, as servers that parse the history require. No
 * arguments become `{}`. Anything else becomes an object that holds the text. Every other item is returned as it is.
 *
 * @example
 * const call: ResponseItem = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"city": "Par' };
 * console.log(validArguments(call)); // arguments: '{"invalid_arguments":"{\\"city\\": \\"Par"}'
 */
export const validArguments = (item: ResponseItem): ResponseItem => {
  if (item.type !== 'function_call' || isJsonObject(parseJsonText(item.arguments))) return item;
  const valid = item.arguments.trim() === '' ? {} : { invalid_arguments: item.arguments };
  return { ...item, arguments: JSON.stringify(valid) };
};
