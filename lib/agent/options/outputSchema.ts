import { buildError } from '../../protocol/errors/ApiError.js';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** A schema object that can convert itself to JSON Schema (standardschema.dev), e.g. one from zod 4.2 or later. */
export interface StandardJsonSchema {
  readonly '~standard': {
    readonly jsonSchema: {
      /** Returns the JSON Schema of the parsed value. */
      readonly output: (options: { readonly target: 'draft-2020-12' }) => unknown;
    };
  };
}

/** A JSON Schema, or an object that can convert itself to one. */
export type OutputSchema = JsonObject | StandardJsonSchema;

const isStandard = (schema: OutputSchema): schema is StandardJsonSchema => {
  const standard: unknown = Reflect.get(schema, '~standard');
  const jsonSchema = isJsonObject(standard) ? standard['jsonSchema'] : undefined;
  return isJsonObject(jsonSchema) && typeof jsonSchema['output'] === 'function';
};

/**
 * Returns the JSON Schema of an `outputSchema`.
 *
 * @throws ApiError of type `build` for a schema object of another kind: its JSON has no JSON Schema keywords, so the
 * program would accept any answer.
 */
export const jsonSchemaOf = (schema: OutputSchema): JsonObject => {
  if (!isJsonObject(schema))
    throw buildError(`outputSchema must be an object with a JSON Schema, got ${jsonExcerpt(schema, 60)}`);
  if (!isStandard(schema) && '~standard' in schema)
    throw buildError(
      'outputSchema must be a JSON Schema, or a schema that can be converted to one; convert it first, for example with z.toJSONSchema(schema)',
    );
  const json = isStandard(schema) ? schema['~standard'].jsonSchema.output({ target: 'draft-2020-12' }) : schema;
  if (!isJsonObject(json))
    throw buildError(
      `outputSchema must be converted to an object by its ~standard.jsonSchema.output, got ${jsonExcerpt(json, 60)}; pass a JSON Schema instead`,
    );
  return json;
};
