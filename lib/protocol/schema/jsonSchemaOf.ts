import { isJsonObject, type JsonObject } from '../codec/json.js';
import { buildError, isApiError } from '../errors/ApiError.js';
import { reasonOf } from '../errors/reasonOf.js';
import { closedObjects } from './closedObjects.js';
import { codecSchema } from './codecSchema.js';
import { callMethod, isCodec, isPlainObject, standardOf } from './schemaKind.js';

/** `input` is a value that is to be parsed, `output` a parsed value. */
type Side = 'input' | 'output';

/** The use of a schema: the arguments of a tool, or an answer. */
export type SchemaUse = 'arguments' | 'answer';

/** Converts a schema by Standard JSON Schema. */
const converted = (standard: JsonObject, side: Side): unknown => {
  const converter = standard['jsonSchema'];
  const convert = isJsonObject(converter) ? converter[side] : undefined;
  return typeof convert === 'function' ? Reflect.apply(convert, converter, [{ target: 'draft-2020-12' }]) : undefined;
};

/** Converts a schema of a library: by Standard JSON Schema, else by the method of zod or of arktype. */
const ofLibrary = (schema: unknown, standard: JsonObject, side: Side, name: string): JsonObject => {
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

const withoutRequired = (schema: JsonObject): string =>
  JSON.stringify(schema, (key, value: unknown) => (key === 'required' && Array.isArray(value) ? undefined : value));

/** Returns the result, or undefined if the schema has no such side. */
const attempt = <T>(convert: () => T): T | undefined => {
  try {
    return convert();
  } catch {
    return undefined; // zod has no output of a transform; the input describes the same text
  }
};

/**
 * Describes the text of an answer, which the schema will parse: its input. Where both sides differ only in what is
 * required, the output is better: it requires the members that have a default, as servers want it.
 */
// docs/decisions.md: the schema of an answer
const ofAnswer = (convert: (side: Side) => JsonObject): JsonObject => {
  const input = closedObjects(convert('input'));
  const output = attempt(() => closedObjects(convert('output')));
  return output !== undefined && withoutRequired(output) === withoutRequired(input) ? output : input;
};

const convert = (schema: unknown, name: string, use: SchemaUse): JsonObject => {
  if (isCodec(schema)) {
    const json = codecSchema(schema);
    if (json === undefined)
      throw buildError(
        `${name} is the codec ${schema.name}, for which no JSON Schema can be derived; pass the JSON Schema instead`,
      );
    return json;
  }
  const standard = standardOf(schema);
  if (standard !== undefined) {
    const side = (which: Side) => ofLibrary(schema, standard, which, name);
    return use === 'answer' ? ofAnswer(side) : side('input');
  }
  if (!isPlainObject(schema))
    throw buildError(
      `${name} must be a JSON Schema (an object), an io-ts codec, or a schema that implements Standard Schema`,
    );
  return schema;
};

/**
 * Returns the JSON Schema of a schema of any kind. A JSON Schema is returned unchanged.
 *
 * @param name the option that holds the schema, for error messages.
 * @throws ApiError of type `build` for a schema that cannot be converted. Sent as it is, its members would be no JSON
 * Schema keywords, and the server would accept any answer.
 */
export const jsonSchemaOf = (schema: unknown, name = 'outputSchema', use: SchemaUse = 'answer'): JsonObject => {
  try {
    return convert(schema, name, use);
  } catch (cause) {
    // A library throws its own error for a type that JSON Schema cannot describe, such as a date.
    throw isApiError(cause)
      ? cause
      : buildError(`${name} cannot be converted to JSON Schema: ${reasonOf(cause)}`, cause);
  }
};
