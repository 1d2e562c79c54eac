import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === 0 || (Array.isArray(value) && value.length === 0);

/**
 * The usage as received, if it has members that the counts read from it do not hold; else undefined.
 *
 * @param known the places of these counts. A dot leads into an object of details.
 */
export const rawUsage = (usage: JsonObject, known: ReadonlySet<string>): JsonObject | undefined => {
  const isHeld = ([key, value]: readonly [string, unknown]): boolean => {
    if (isEmpty(value) || known.has(key)) return true;
    if (!isJsonObject(value)) return false;
    return Object.entries(value).every(([inner, each]) => isEmpty(each) || known.has(`${key}.${inner}`));
  };
  return Object.entries(usage).every(isHeld) ? undefined : usage;
};
