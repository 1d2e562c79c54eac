import { isJsonObject, type JsonObject } from '../codec/json.js';

/** The keywords that hold one schema, a list of schemas, and schemas by name. */
const ONE = ['items', 'not'];
const LISTS = ['prefixItems', 'anyOf', 'oneOf'];
const NAMED = ['properties', '$defs', 'definitions'];

const isOpen = (schema: JsonObject): boolean =>
  isJsonObject(schema['properties']) && schema['additionalProperties'] === undefined;

const closed = (schema: unknown): unknown => (isJsonObject(schema) ? closedObjects(schema) : schema);

const closedMember = ([key, value]: readonly [string, unknown]): readonly [string, unknown] => {
  if (ONE.includes(key)) return [key, closed(value)];
  if (LISTS.includes(key) && Array.isArray(value)) return [key, value.map(closed)];
  if (NAMED.includes(key) && isJsonObject(value))
    return [key, Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, closed(schema)]))];
  return [key, value];
};

/**
 * Returns a JSON Schema in which no object may have a member that is not described. OpenAI refuses any other schema for
 * an answer, and libraries such as arktype leave this open. The members of `allOf` are left alone: closed, each would
 * forbid the members of the others.
 */
export const closedObjects = (schema: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(schema).map(closedMember)),
  ...(isOpen(schema) ? { additionalProperties: false } : {}),
});
