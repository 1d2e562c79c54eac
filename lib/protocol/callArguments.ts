import { isJsonObject, parseJsonText } from './codec/json.js';

/** The member that carries arguments that are no JSON object. */
const UNREADABLE = 'invalid_arguments';

/** Returns true for the texts with which models call a function without parameters. */
export const hasNoArguments = (text: string): boolean => text.trim() === '' || text.trim() === 'null';

/** Returns the text of an object that a model wrote twice as JSON, i.e. as a string; any other text unchanged. */
export const unquoted = (text: string): string => {
  if (!text.trimStart().startsWith('"')) return text;
  const inner = parseJsonText(text);
  return typeof inner === 'string' && isJsonObject(parseJsonText(inner)) ? inner : text;
};

/**
 * The arguments of a call as the text of a JSON object. Servers parse the history, and refuse a conversation for ever
 * whose arguments do not parse. Models call a function without parameters with "" or "null", and a cut answer ends in the middle
 * of its arguments: such a text becomes a member of an object.
 */
export const argumentsText = (text: string): string => {
  if (hasNoArguments(text)) return '{}';
  const json = unquoted(text);
  return isJsonObject(parseJsonText(json)) ? json : JSON.stringify({ [UNREADABLE]: text });
};
