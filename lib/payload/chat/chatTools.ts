import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

const asChatTool = (tool: JsonObject): JsonObject => {
  if (isJsonObject(tool['function'])) return tool; // already in the form of the Chat API
  const { type, ...definition } = tool;
  return { type, name: typeof tool['name'] === 'string' ? tool['name'] : '', function: definition };
};

/**
 * Converts the function tools of the Responses API to the form of the Chat API, which has no form for tools of other
 * types.
 */
export const chatTools = (tools: readonly unknown[]): readonly JsonObject[] =>
  tools
    .filter(isJsonObject)
    .filter(({ type }) => type === 'function')
    .map(asChatTool);
