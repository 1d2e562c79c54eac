export { mcpTools, type McpToolsOptions } from './mcpTools.js';

export type { ToolCall } from '../answer/AnswerEvent.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { PreparedRun, Tool, ToolContext } from '../operators/tools/Tools.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
export type { MemberOf, Other } from '../protocol/codec/openUnion.js';
