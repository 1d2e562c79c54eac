import { argumentsText } from '../../protocol/callArguments.js';
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
  if (item.type !== 'function_call') return item;
  const valid = argumentsText(item.arguments);
  return valid === item.arguments ? item : { ...item, arguments: valid };
};
