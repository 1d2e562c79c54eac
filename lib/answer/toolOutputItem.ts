import type { ToolCall, ToolOutput } from './AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** Creates the item that sends the output of a tool to the model. */
export const toolOutputItem = ({ type, call_id }: ToolCall, output: ToolOutput): ResponseItem => ({
  type: type === 'function_call' ? 'function_call_output' : 'custom_tool_call_output',
  call_id,
  output,
});
