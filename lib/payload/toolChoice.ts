import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { sameJson } from '../protocol/codec/sameJson.js';
import { buildError } from '../protocol/errors/ApiError.js';
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

/**
 * Returns the choice of tools that is sent. Without tools there is none: servers refuse the key then.
 *
 * @throws a `build` error if the prompt and the options contradict each other, and if a call is forced without tools.
 */
export const toolChoiceFor = (
  inPrompt: ToolChoice | undefined,
  inOptions: ToolChoice | undefined,
  hasTools: boolean,
): ToolChoice | undefined => {
  if (inPrompt !== undefined && inOptions !== undefined && !sameJson(inPrompt, inOptions))
    throw buildError('toolChoice of the prompt and of the options contradict each other: give only one of them');
  const choice = inOptions ?? inPrompt;
  if (hasTools || choice === undefined) return choice;
  if (choice === 'auto' || choice === 'none') return undefined;
  throw buildError('toolChoice forces a call of a tool, but the prompt has no tools');
};
