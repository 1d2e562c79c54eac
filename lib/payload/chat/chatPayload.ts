import type { ChatRequest } from '../../protocol/requests/ChatRequest.js';
import { itemsFor } from '../../protocol/opaqueState.js';
import type { Prompt, Reasoning, TextFormat } from '../../protocol/Prompt.js';
import type { ToolChoice } from '../../protocol/ToolChoice.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';
import type { ChatBodyOptions } from './ChatBodyOptions.js';
import { chatMessages } from './chatMessages.js';
import { chatTools } from './chatTools.js';
import { declaredTools } from '../declaredTools.js';
import { inputItems } from '../inputItems.js';
import { joinParameters } from '../joinParameters.js';
import type { PayloadTarget } from '../PayloadTarget.js';
import { checkOptions, readPrompt } from '../readPrompt.js';
import { textParam } from '../textControls.js';
import { chatToolChoice, toolChoiceFor } from '../toolChoice.js';

const responseFormat = (format: TextFormat | undefined): unknown => {
  if (format?.type !== 'json_schema') return format;
  const { type, ...json_schema } = format;
  return { type, json_schema };
};

const toolChoice = (choice: ToolChoice | undefined, { forcedToolChoice }: ServerProfile): unknown => {
  if (choice === undefined) return undefined;
  return choice === 'required' ? forcedToolChoice : chatToolChoice(choice);
};

const effort = ({ effort: level }: Reasoning, { effortKey }: ServerProfile) =>
  effortKey === 'reasoning' && level !== undefined ? { reasoning: { effort: level } } : { reasoning_effort: level };

/** The keys of options that do not change what is asked. A server that refuses unknown keys gets those that it knows. */
const hintsFor = (options: ChatBodyOptions, verbosity: string | undefined, { unknownKeys, hints }: ServerProfile) => {
  const given = {
    storeOverride: { store: options.storeOverride },
    serviceTier: { service_tier: options.serviceTier },
    promptCacheKey: { prompt_cache_key: options.promptCacheKey },
    'text.verbosity': { verbosity },
  } as const;
  const isKnown = (key: string): boolean => unknownKeys === 'ignored' || hints.some((hint) => hint === key);
  return Object.fromEntries(
    Object.entries(given).filter(([, member]) => Object.keys(member).every((key) => isKnown(key))),
  );
};

/** A call of Gemini before version 3 needs no signature. */
const OLD_GEMINI = /gemini-[12]\b/;

/**
 * Builds the body of a Chat request for a prompt. Options of the Responses API are sent under the keys that the Chat
 * API has for them. An `outputSchema` is sent as `response_format`.
 *
 * @example
 * const body = chatRequest('qwen3', 'Say hi', { temperature: 0 }, payloadTarget(provider));
 */
// docs/wire.md, section 6.5
export const chatRequest = (
  model: string,
  prompt: string | Prompt,
  options: ChatBodyOptions,
  target: Pick<PayloadTarget, 'profile' | 'origin'>,
): ChatRequest => {
  checkOptions(options);
  const { instructions = '', input, tools = [], outputSchema, ...asked } = readPrompt(prompt);
  const { modelParameters = {}, includeUsage, reasoningKey } = options;
  const profile = {
    ...target.profile,
    ...(reasoningKey === undefined ? {} : { reasoningKey }),
    ...(typeof reasoningKey === 'string' && target.profile.reasoningSpan === 'none'
      ? ({ reasoningSpan: 'turn' } as const)
      : {}),
    ...(OLD_GEMINI.test(model) ? { callSignature: null } : {}),
  };
  const text = textParam(options.text, outputSchema);
  const functions = chatTools(declaredTools(tools), profile);
  const hasTools = functions.length > 0 || Array.isArray(modelParameters['tools']);
  const messages = chatMessages(instructions, itemsFor(target.origin, inputItems(input)), profile);
  const format = outputSchema === undefined ? 'text' : 'outputSchema';
  const given = joinParameters(
    {
      'the model': { model },
      'the input': { messages },
      'the stream': { stream: true },
      includeUsage: { stream_options: includeUsage === true ? { include_usage: true } : undefined },
      // OpenAI refuses an empty list of tools, and parallel_tool_calls without tools.
      tools: { tools: functions.length === 0 ? undefined : functions },
      parallelToolCalls: { parallel_tool_calls: hasTools ? asked.parallelToolCalls : undefined },
      toolChoice: { tool_choice: toolChoice(toolChoiceFor(asked.toolChoice, options.toolChoice, hasTools), profile) },
      [format]: { response_format: responseFormat(text?.format) },
      ...hintsFor(options, text?.verbosity, profile),
      reasoning: effort(options.reasoning ?? {}, profile),
      maxOutputTokens: { [profile.limitKey]: options.maxOutputTokens },
      temperature: { temperature: options.temperature },
      topP: { top_p: options.topP },
      stop: { stop: options.stop },
      seed: { [profile.seedKey]: options.seed },
      frequencyPenalty: { frequency_penalty: options.frequencyPenalty },
      presencePenalty: { presence_penalty: options.presencePenalty },
    },
    modelParameters,
  );
  const asksForUsage = includeUsage ?? profile.streamOptions;
  return {
    model,
    messages,
    stream: true,
    ...(asksForUsage ? { stream_options: { include_usage: true } } : {}),
    ...given,
  };
};
