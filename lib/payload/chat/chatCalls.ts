import { argumentsText } from '../../protocol/callArguments.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { stateIn } from '../../protocol/opaqueState.js';
import { LOCAL_SHELL } from '../localShell.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';
import type { Call } from './groupItems.js';

/** The members of call items that have a place of their own, or none, in the Chat API. */
const CALL_MEMBERS: ReadonlySet<string> = new Set([
  ...['type', 'id', 'origin', 'call_id', 'status', 'name', 'namespace', 'arguments', 'input', 'function'],
]);

const functionCall = (id: string, name: string, json: string, item: object): JsonObject => {
  const members: JsonObject = { ...item };
  const inner = isJsonObject(members['function']) ? members['function'] : {};
  return {
    id,
    type: 'function',
    function: { name, arguments: argumentsText(json), ...inner },
    ...stateIn(members, CALL_MEMBERS),
  };
};

/** Converts a call to an entry of `tool_calls`, with the members that only its server can read. */
export const chatCall = (item: Call, id: string, { customTools }: ServerProfile): JsonObject => {
  switch (item.type) {
    case 'function_call':
      return functionCall(id, item.name, item.arguments, item);
    case 'custom_tool_call': {
      const { name, input } = item;
      if (!customTools) return functionCall(id, name, JSON.stringify({ input }), item);
      return { id, type: 'custom', custom: { name, input }, ...stateIn({ ...item }, CALL_MEMBERS) };
    }
    case 'local_shell_call':
      return functionCall(id, LOCAL_SHELL, JSON.stringify(item.action), {});
  }
};
