import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

const asChatTool = (tool: JsonObject): JsonObject => {
  if (isJsonObject(tool['function'])) return tool; // it has the form of the Chat API already
  const { type, ...definition } = tool;
  return { type, name: typeof tool['name'] === 'string' ? tool['name'] : '', function: definition };
};

/** The functions among tools of the Responses API, as the Chat API wants them; it has no other kind. Source: wire.md 6.6. */
export const chatTools = (tools: readonly unknown[]): readonly JsonObject[] =>
  tools
    .filter(isJsonObject)
    .filter(({ type }) => type === 'function')
    .map(asChatTool);
