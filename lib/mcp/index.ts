export { mcpTools, type McpToolsOptions } from './mcpTools.js';

export type { ToolCall } from '../answer/AnswerEvent.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { PreparedRun, Tool, ToolContext } from '../operators/tools/Tools.js';
