import type { ToolCall, ToolOutput } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** What a tool answered to a call, as an item of a conversation. */
export const toolOutputItem = ({ type, call_id }: ToolCall, output: ToolOutput): ResponseItem => ({
  type: type === 'function_call' ? 'function_call_output' : 'custom_tool_call_output',
  call_id,
  output,
});
