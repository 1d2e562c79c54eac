import { isJsonObject, type JsonObject } from './json.js';

/** The depth below which values count as different: comparing deeper values would overflow the stack. */
const DEEPEST = 1000;

// In JSON, `__proto__` is an ordinary key. Read without this check, it would be found in every object.
const own = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

/**
 * Returns true for equal JSON values. A key whose value is undefined counts as absent. The order of keys does not
 * matter.
 */
export const sameJson = (a: unknown, b: unknown, depth = 0): boolean => {
  if (a === b) return true;
  if (depth === DEEPEST) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    const others: readonly unknown[] = b;
    return a.length === others.length && a.every((element, index) => sameJson(element, others[index], depth + 1));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(own(a, key), own(b, key), depth + 1));
};
