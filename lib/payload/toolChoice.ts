import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import type { ToolChoice } from '../protocol/ToolChoice.js';

/** Writes a choice of tools for the Responses API. A named tool has the type of its declaration. */
export const responsesToolChoice = (choice: ToolChoice, tools: readonly unknown[]): string | JsonObject => {
  if (typeof choice === 'string') return choice;
  const declared = tools.filter(isJsonObject).find(({ name }) => name === choice.name);
  return { type: declared?.['type'] ?? 'function', name: choice.name };
};

/** Writes a choice of tools for the Chat API. */
export const chatToolChoice = (choice: ToolChoice): string | JsonObject =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
