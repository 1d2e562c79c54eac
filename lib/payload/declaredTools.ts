import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { jsonSchemaOf } from '../protocol/schema/jsonSchemaOf.js';
import type { ServerProfile } from '../protocol/ServerProfile.js';
import { ANY_TOOL_NAME, OPENAI_TOOL_NAME, type ToolNames } from '../protocol/toolName.js';
import { isCodec, standardOf } from '../protocol/schema/schemaKind.js';

const isSchema = (value: unknown): boolean => standardOf(value) !== undefined || isCodec(value);

/** The name of a tool that the program runs. Tools of the server have names of their own. */
const nameOf = (tool: JsonObject): unknown => {
  const { type, name } = tool;
  const nested = typeof type === 'string' ? tool[type] : undefined; // the form of Chat: { type: 'function', function: { name } }
  return isJsonObject(nested) ? nested['name'] : name;
};

/** Checks the names of functions and custom tools. The server would refuse the whole request for one of them. */
const expectNames = (tools: readonly unknown[], { pattern, rule }: ToolNames): void => {
  const known = new Set<string>();
  for (const [index, tool] of tools.entries()) {
    if (!isJsonObject(tool) || (tool['type'] !== 'function' && tool['type'] !== 'custom')) continue;
    const name = nameOf(tool);
    if (typeof name !== 'string' || !pattern.test(name))
      throw buildError(`tools[${index}] has a name that the API refuses; expected ${rule}`);
    if (known.has(name)) throw buildError(`tools[${index}] has the name of an earlier tool; give each tool its own`);
    known.add(name);
  }
};

/**
 * Returns the declarations of tools with their parameters as JSON Schema. A declaration that holds no schema of a
 * library is returned unchanged.
 *
 * @param names the names that the API accepts.
 * @throws ApiError of type `build` for a schema in the place of a tool, for parameters that cannot be converted, and for
 *   a name that the API refuses or that another tool has.
 */
export const declaredTools = (tools: readonly unknown[], names: ToolNames = ANY_TOOL_NAME): readonly unknown[] => {
  const declared = tools.map((tool, index) => {
    if (isSchema(tool))
      throw buildError(`tools[${index}] is a schema, not a tool; create a tool with tool({ name, parameters, run })`);
    if (!isJsonObject(tool)) return tool;
    const { parameters } = tool;
    if (!isSchema(parameters)) return tool;
    return { ...tool, parameters: jsonSchemaOf(parameters, `the parameters of tools[${index}]`, 'arguments') };
  });
  expectNames(declared, names);
  return declared;
};

/** Returns the names that the server of a profile accepts. Other servers than OpenAI's are not that strict. */
export const toolNamesOf = ({ id }: Pick<ServerProfile, 'id'>): ToolNames =>
  id === 'openai' || id === 'azure' ? OPENAI_TOOL_NAME : ANY_TOOL_NAME;
