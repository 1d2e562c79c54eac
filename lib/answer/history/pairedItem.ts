import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** The part of an item that pairs a call with its output. */
export interface PairedItem {
  readonly role: 'call' | 'output';
  /** Kind and id of the call. A call and its output have the same key. */
  readonly key: string;
  readonly call_id: string;
  /** True for a call that servers refuse without an output. */
  readonly needsOutput: boolean;
}

const FAMILIES: ReadonlyMap<unknown, readonly [family: string, role: PairedItem['role']]> = new Map([
  ['function_call', ['function', 'call']],
  // The output of a shell call is a `function_call_output`.
  ['local_shell_call', ['function', 'call']],
  ['function_call_output', ['function', 'output']],
  ['custom_tool_call', ['custom', 'call']],
  ['custom_tool_call_output', ['custom', 'output']],
  ['tool_search_call', ['tool_search', 'call']],
  ['tool_search_output', ['tool_search', 'output']],
]);

const membersOf = (item: ResponseItem): JsonObject => {
  if (item.type !== 'other') return { ...item };
  return isJsonObject(item.raw) ? item.raw : {};
};

/**
 * Reads the part that an item has in a tool call; undefined for any other item. An item that fits no codec is read by its
 * `type` and `call_id`: it may be the output of a call, and as a call it stays even without an output.
 */
export const pairedItem = (item: ResponseItem): PairedItem | undefined => {
  const isKnown = item.type !== 'other';
  const { type, call_id, execution } = membersOf(item);
  const [family, role] = FAMILIES.get(type) ?? [];
  const id = nonEmptyText(call_id);
  if (family === undefined || role === undefined || id === undefined) return undefined;
  // The server itself runs a tool search whose execution is not "client".
  const needsOutput = isKnown && (family !== 'tool_search' || execution === 'client');
  return { role, key: `${family}:${id}`, call_id: id, needsOutput };
};
