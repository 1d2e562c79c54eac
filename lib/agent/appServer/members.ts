import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** Returns a member that is an object; an empty object otherwise. */
export const objectIn = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isJsonObject(value) ? value : {};
};

/** Returns a member that is text; undefined otherwise. */
export const textIn = (object: JsonObject, key: string): string | undefined => {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
};

/** Returns the members of a list that are objects. */
export const objectsIn = (object: JsonObject, key: string): readonly JsonObject[] => {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};

/** Returns the members of a list that are texts. */
export const textsIn = (object: JsonObject, key: string): readonly string[] => {
  const value = object[key];
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
};
