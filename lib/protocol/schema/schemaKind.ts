import type { StandardSchemaV1 } from '@standard-schema/spec';
import type * as t from 'io-ts';
import { isJsonObject, type JsonObject } from '../codec/json.js';

/** Returns the members of an object or of a function: schemas of arktype are functions. */
const memberOf = (value: unknown, key: string): unknown =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? Reflect.get(value, key) : undefined;

/** Returns the member `~standard` of a schema that implements Standard Schema; otherwise undefined. */
export const standardOf = (value: unknown): JsonObject | undefined => {
  const standard = memberOf(value, '~standard');
  return isJsonObject(standard) ? standard : undefined;
};

/** Returns true for a schema that implements Standard Schema and can check values. */
export const isStandardSchema = (value: unknown): value is StandardSchemaV1 =>
  typeof standardOf(value)?.['validate'] === 'function';

/** Returns true for an io-ts codec, also of another copy of io-ts. Schemas of zod 4 have methods of the same names. */
export const isCodec = (value: unknown): value is t.Type<unknown, unknown> =>
  standardOf(value) === undefined &&
  typeof memberOf(value, 'decode') === 'function' &&
  typeof memberOf(value, 'validate') === 'function' &&
  typeof memberOf(value, 'encode') === 'function';

/** Calls a method of a schema without arguments, if it has the method. */
export const callMethod = (value: unknown, name: string): unknown => {
  const method = memberOf(value, name);
  return typeof method === 'function' ? Reflect.apply(method, value, []) : undefined;
};

/**
 * Returns true for an object that was written as a literal or parsed from JSON. A JSON Schema is one; an instance of a
 * class, such as a schema of an old version of zod, is not. Objects of another realm count too.
 */
export const isPlainObject = (value: unknown): value is JsonObject => {
  if (!isJsonObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};
