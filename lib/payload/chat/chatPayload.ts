import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ChatRequest } from '../../protocol/ChatRequest.js';
import type { Prompt } from '../../protocol/Prompt.js';
import type { TextParam } from '../../protocol/ResponsesApiRequest.js';
import type { ChatBodyOptions } from './ChatBodyOptions.js';
import { chatMessages } from './chatMessages.js';
import { chatTools } from './chatTools.js';
import { inputItems } from '../inputItems.js';
import { textParam } from '../textControls.js';

const responseFormat = ({ type, name, strict, schema }: NonNullable<TextParam['format']>) => ({
  type,
  json_schema: { name, strict, schema },
});

/**
 * The body of a Chat request for a prompt. An `outputSchema` is sent as `response_format`, where codex refuses it.
 * Source: wire.md 6.5, 6.6; the keys beyond it are those of the Chat API for the same options.
 */
export const chatRequest = (model: string, prompt: string | Prompt, options: ChatBodyOptions): ChatRequest => {
  const {
    instructions = '',
    input,
    tools = [],
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
  const functions = chatTools(tools);
  return {
    ...options.modelParameters,
    model,
    messages: chatMessages(instructions, inputItems(input)).map(({ reasoning: thought, ...message }) =>
      thought === undefined ? message : { ...message, [reasoningKey]: thought },
    ),
    stream: true,
    ...definedMembers({
      stream_options: includeUsage ? { include_usage: true } : undefined,
      // OpenAI refuses an empty list of tools, and parallel_tool_calls without tools.
      tools: functions.length === 0 ? undefined : functions,
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
