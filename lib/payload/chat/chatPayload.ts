import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ChatRequest } from '../../protocol/ChatRequest.js';
import type { Prompt } from '../../protocol/Prompt.js';
import type { TextParam } from '../../protocol/ResponsesApiRequest.js';
import type { ChatBodyOptions } from './ChatBodyOptions.js';
import { chatMessages } from './chatMessages.js';
import { chatTools } from './chatTools.js';
import { declaredTools } from '../declaredTools.js';
import { inputItems } from '../inputItems.js';
import { chatToolChoice } from '../toolChoice.js';
import { textParam } from '../textControls.js';

const responseFormat = ({ type, name, strict, schema }: NonNullable<TextParam['format']>) => ({
  type,
  json_schema: { name, strict, schema },
});

/**
 * Builds the body of a Chat request for a prompt. Options of the Responses API are sent under the keys that the Chat
 * API has for them. An `outputSchema` is sent as `response_format`.
 */
// docs/wire.md, section 6.5
export const chatRequest = (model: string, prompt: string | Prompt, options: ChatBodyOptions): ChatRequest => {
  const {
    instructions = '',
    input,
    tools = [],
    toolChoice,
    parallelToolCalls,
    outputSchema,
  }: Prompt = typeof prompt === 'string' ? { input: prompt } : prompt;
  const {
    reasoning,
    promptCacheKey,
    storeOverride,
    serviceTier,
    includeUsage = true,
    reasoningKey = 'reasoning',
  } = options;
  const text = textParam(options.text, outputSchema);
  const functions = chatTools(declaredTools(tools));
  return {
    ...options.modelParameters,
    model,
    messages: chatMessages(instructions, inputItems(input)).map(({ reasoning: thinking, ...message }) =>
      thinking === undefined ? message : { ...message, [reasoningKey]: thinking },
    ),
    stream: true,
    ...definedMembers({
      stream_options: includeUsage ? { include_usage: true } : undefined,
      // OpenAI refuses an empty list of tools, and parallel_tool_calls without tools.
      tools: functions.length === 0 ? undefined : functions,
      tool_choice: functions.length === 0 || toolChoice === undefined ? undefined : chatToolChoice(toolChoice),
      parallel_tool_calls: functions.length === 0 ? undefined : parallelToolCalls,
      response_format: text?.format === undefined ? undefined : responseFormat(text.format),
      verbosity: text?.verbosity,
      reasoning_effort: reasoning?.effort,
      store: storeOverride,
      service_tier: serviceTier,
      prompt_cache_key: promptCacheKey,
    }),
  };
};
