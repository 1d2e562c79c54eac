import { buildError } from '../../protocol/errors/ApiError.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** A schema object that can write itself as JSON Schema, as zod's do from 4.2 on. Source: standardschema.dev. */
export interface StandardJsonSchema {
  readonly '~standard': {
    readonly jsonSchema: {
      /** Writes the schema of what the object gives. */
      readonly output: (options: { readonly target: 'draft-2020-12' }) => unknown;
    };
  };
}

/** A JSON Schema, or an object that can write itself as one. */
export type OutputSchema = JsonObject | StandardJsonSchema;

const isStandard = (schema: OutputSchema): schema is StandardJsonSchema => {
  const standard: unknown = Reflect.get(schema, '~standard');
  const jsonSchema = isJsonObject(standard) ? standard['jsonSchema'] : undefined;
  return isJsonObject(jsonSchema) && typeof jsonSchema['output'] === 'function';
};

/**
 * The JSON Schema of an `outputSchema`.
 *
 * @throws ApiError `build` for what is neither; written as it is, the program would take it for a schema without rules.
 */
export const jsonSchemaOf = (schema: OutputSchema): JsonObject => {
  if (!isJsonObject(schema)) throw buildError('outputSchema must be a JSON Schema, an object');
  if (!isStandard(schema) && '~standard' in schema)
    throw buildError(
      'outputSchema is a schema object that cannot write itself as JSON Schema; convert it first, e.g. with z.toJSONSchema(schema)',
    );
  const json = isStandard(schema) ? schema['~standard'].jsonSchema.output({ target: 'draft-2020-12' }) : schema;
  if (!isJsonObject(json)) throw buildError('outputSchema wrote itself as something else than a JSON Schema');
  return json;
};
