import { isJsonObject, type JsonObject } from '../codec/json.js';
import { buildError, isApiError } from '../errors/ApiError.js';
import { reasonOf } from '../errors/reasonOf.js';
import { codecSchema } from './codecSchema.js';
import { callMethod, isCodec, isPlainObject, standardOf } from './schemaKind.js';

/** The converter of Standard JSON Schema: `input` for a value to be parsed, `output` for a parsed value. */
const converted = (standard: JsonObject, side: 'input' | 'output'): unknown => {
  const converter = standard['jsonSchema'];
  const convert = isJsonObject(converter) ? converter[side] : undefined;
  return typeof convert === 'function' ? Reflect.apply(convert, converter, [{ target: 'draft-2020-12' }]) : undefined;
};

/** Converts a schema of a library: by Standard JSON Schema, else by the method of zod or of arktype. */
const ofLibrary = (schema: unknown, standard: JsonObject, side: 'input' | 'output', name: string): JsonObject => {
  const vendor = typeof standard['vendor'] === 'string' ? standard['vendor'] : 'a library';
  const json = converted(standard, side) ?? callMethod(schema, 'toJSONSchema') ?? callMethod(schema, 'toJsonSchema');
  if (json === undefined)
    throw buildError(
      `${name} is a schema of ${vendor} that cannot be converted to JSON Schema; convert it first, e.g. with ` +
        'z.toJSONSchema(schema) of zod or toStandardJsonSchema(schema) of @valibot/to-json-schema',
    );
  if (!isJsonObject(json)) throw buildError(`${name} was converted to a value that is not a JSON Schema object`);
  return json;
};

const convert = (schema: unknown, name: string, side: 'input' | 'output'): JsonObject => {
  if (isCodec(schema)) {
    const json = codecSchema(schema);
    if (json === undefined)
      throw buildError(
        `${name} is the codec ${schema.name}, for which no JSON Schema can be derived; pass the JSON Schema instead`,
      );
    return json;
  }
  const standard = standardOf(schema);
  if (standard !== undefined) return ofLibrary(schema, standard, side, name);
  if (!isPlainObject(schema))
    throw buildError(
      `${name} must be a JSON Schema (an object), an io-ts codec, or a schema that implements Standard Schema`,
    );
  return schema;
};

/**
 * Returns the JSON Schema of a schema of any kind.
 *
 * @param name the option that holds the schema, for error messages.
 * @param side `input` for a value that is to be parsed, such as the arguments of a tool; `output` for a parsed value.
 * @throws ApiError of type `build` for a schema that cannot be converted. Sent as it is, its members would be no JSON
 * Schema keywords, and the server would accept any answer.
 */
export const jsonSchemaOf = (
  schema: unknown,
  name = 'outputSchema',
  side: 'input' | 'output' = 'output',
): JsonObject => {
  try {
    return convert(schema, name, side);
  } catch (cause) {
    // A library throws its own error for a type that JSON Schema cannot describe, such as a date.
    throw isApiError(cause)
      ? cause
      : buildError(`${name} cannot be converted to JSON Schema: ${reasonOf(cause)}`, cause);
  }
};
