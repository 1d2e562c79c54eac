import { of } from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import type { Tool, ToolFunction, Tools } from './Tools.js';

/** A tool as the loop runs it. */
export type RunnableTool = Pick<Tool, 'prepare' | 'timeout' | 'description'>;

/** Tools by name. */
export interface ToolSet {
  get(name: string): RunnableTool | undefined;
  /** The names of all tools, for the model. */
  readonly names: string;
}

const isList = (tools: Tools): tools is readonly Tool[] => Array.isArray(tools);

const runnable = (tool: Tool | ToolFunction | undefined, name: string): RunnableTool => {
  if (typeof tool === 'function')
    return { prepare: (input) => of({ run: (context) => tool(input, context) }), timeout: undefined };
  if (typeof tool?.prepare === 'function') return tool;
  throw buildError(`${name} is not a tool; create it with tool({ name, parameters, run })`);
};

/**
 * Indexes tools by their names.
 *
 * @throws ApiError of type `build` for a value that is not a tool, and for two tools with the same name.
 */
export const toolSet = (tools: Tools): ToolSet => {
  const given: unknown = tools;
  if (typeof given !== 'object' || given === null)
    throw buildError('the tool loop needs tools: a list of tool({ name, parameters, run }), or functions by name');
  const named = isList(tools)
    ? tools.map((tool, index) => [tool.name, runnable(tool, `tools[${index}]`)] as const)
    : Object.entries(tools).map(([name, tool]) => [name, runnable(tool, `tools.${name}`)] as const);
  // A map: a model may call "constructor".
  const byName = new Map(named);
  if (byName.size < named.length) throw buildError('two tools have the same name; give each tool a name of its own');
  return { get: (name) => byName.get(name), names: excerpt([...byName.keys()].join(', '), 500) };
};
