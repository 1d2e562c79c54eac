import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';

/** The objects in a list; none for any other value. */
export const objectsIn = (value: unknown): readonly JsonObject[] => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.filter(isJsonObject);
};

/** The calls of a Chat message. */
export const toolCallsOf = (message: JsonObject): readonly JsonObject[] => objectsIn(message['tool_calls']);

/** The id of a call, of a message or of an item. */
export const textAt = (object: JsonObject, key: string): string => nonEmptyText(object[key]) ?? '';

/** The function of a Chat call. */
export const functionIn = (call: JsonObject): JsonObject => {
  const { function: called } = call;
  return isJsonObject(called) ? called : {};
};
