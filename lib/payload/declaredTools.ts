import { isJsonObject } from '../protocol/codec/json.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { jsonSchemaOf } from '../protocol/schema/jsonSchemaOf.js';
import { isCodec, standardOf } from '../protocol/schema/schemaKind.js';

const isSchema = (value: unknown): boolean => standardOf(value) !== undefined || isCodec(value);

/**
 * Returns the declarations of tools with their parameters as JSON Schema. A declaration that holds no schema of a
 * library is returned unchanged.
 *
 * @throws ApiError of type `build` for a schema in the place of a tool, and for parameters that cannot be converted.
 */
export const declaredTools = (tools: readonly unknown[]): readonly unknown[] =>
  tools.map((tool, index) => {
    if (isSchema(tool))
      throw buildError(`tools[${index}] is a schema, not a tool; create a tool with tool({ name, parameters, run })`);
    if (!isJsonObject(tool)) return tool;
    const { parameters } = tool;
    if (!isSchema(parameters)) return tool;
    return { ...tool, parameters: jsonSchemaOf(parameters, `the parameters of tools[${index}]`, 'arguments') };
  });
