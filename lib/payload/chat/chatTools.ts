import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';

const NO_PARAMETERS = { type: 'object', properties: {} };

const asFunction = (
  { strict, ...definition }: JsonObject,
  { parametersRequired, strictTools }: ServerProfile,
): JsonObject => ({
  type: 'function',
  function: {
    ...definition,
    ...(strictTools ? definedMembers({ strict }) : {}),
    ...(parametersRequired ? { parameters: definition['parameters'] ?? NO_PARAMETERS } : {}),
  },
});

/**
 * Converts tools to the form of the Chat API. Functions and custom tools have another form there than in the Responses
 * API. Tools of other types are sent unchanged: only the server knows them.
 */
// docs/wire.md, section 6.6
export const chatTools = (tools: readonly unknown[], profile: ServerProfile): readonly JsonObject[] =>
  tools.filter(isJsonObject).map((tool) => {
    const { type, ...definition } = tool;
    if (type === 'function')
      return isJsonObject(tool['function'])
        ? { ...tool, ...asFunction(tool['function'], profile) }
        : asFunction(definition, profile);
    return type === 'custom' && !isJsonObject(tool['custom']) ? { type, custom: definition } : tool;
  });
