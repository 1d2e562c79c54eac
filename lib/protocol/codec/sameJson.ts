import { isJsonObject, type JsonObject } from './json.js';

/** Deeper values than this are taken for different: comparing them would overflow the stack. */
const DEEPEST = 1000;

// `__proto__` is a key like any other in JSON, and one that every object seems to have.
const own = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

/** Whether two JSON values say the same. A key whose value is undefined is no key; the order of keys does not matter. */
export const sameJson = (a: unknown, b: unknown, depth = 0): boolean => {
  if (a === b) return true;
  if (depth === DEEPEST) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    const others: readonly unknown[] = b;
    return a.length === others.length && a.every((each, index) => sameJson(each, others[index], depth + 1));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(own(a, key), own(b, key), depth + 1));
};
