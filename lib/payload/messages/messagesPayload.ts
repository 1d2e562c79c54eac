import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { DEFAULT_MAX_TOKENS } from '../../protocol/limits.js';
import type { MessagesRequest } from '../../protocol/requests/MessagesRequest.js';
import { itemsFor } from '../../protocol/opaqueState.js';
import type { Prompt, TextFormat } from '../../protocol/Prompt.js';
import type { ToolChoice } from '../../protocol/ToolChoice.js';
import { declaredTools } from '../declaredTools.js';
import { inputItems } from '../inputItems.js';
import { joinParameters } from '../joinParameters.js';
import { leadingInstructions, type LeadingInstructions } from '../leadingInstructions.js';
import type { PayloadTarget } from '../PayloadTarget.js';
import { checkOptions, readPrompt } from '../readPrompt.js';
import { textParam } from '../textControls.js';
import { toolChoiceFor } from '../toolChoice.js';
import type { MessagesBodyOptions } from './MessagesBodyOptions.js';
import { messagesContent } from './messagesContent.js';
import { containerOf, messagesHistory } from './messagesHistory.js';

const NO_PARAMETERS = { type: 'object', properties: {} };

/** Converts a function of the Responses API. Other tools, such as those that the server runs, are sent unchanged. */
const messagesTool = (tool: unknown): unknown => {
  if (!isJsonObject(tool) || tool['type'] !== 'function') return tool;
  const inner = isJsonObject(tool['function']) ? tool['function'] : {};
  const { type: _type, function: _function, parameters, ...rest }: JsonObject = { ...tool, ...inner };
  return { ...rest, input_schema: isJsonObject(parameters) ? parameters : NO_PARAMETERS };
};

const CHOICES = { auto: 'auto', none: 'none', required: 'any' } as const;

const toolChoice = (choice: ToolChoice | undefined, parallel: boolean | undefined): JsonObject | undefined => {
  const given = typeof choice === 'object' ? { type: 'tool', name: choice.name } : choice && { type: CHOICES[choice] };
  // Only `false` is sent: without the member, the API lets the model call several tools.
  if (parallel !== false || given?.type === 'none') return given;
  return { ...(given ?? { type: 'auto' }), disable_parallel_tool_use: true };
};

/** Returns the system prompt: one text, or blocks if one of its parts marks the end of what the server shall cache. */
const systemOf = (instructions = '', { texts, parts }: LeadingInstructions): unknown => {
  const blocks = messagesContent(parts);
  if (blocks.some((block) => isJsonObject(block) && block['cache_control'] !== undefined))
    return [...(instructions === '' ? [] : [{ type: 'text', text: instructions }]), ...blocks];
  return texts.length === 0 ? undefined : texts.join('\n\n');
};

/** Returns the thinking and the effort of a request. The effort `none` turns thinking off. */
const thinkingOf = ({ reasoning, thinking }: MessagesBodyOptions) => {
  const effort = reasoning?.effort;
  const wanted =
    thinking ??
    (effort === 'none'
      ? { type: 'disabled' }
      : reasoning?.summary === undefined
        ? undefined
        : { type: 'adaptive', display: 'summarized' });
  return { thinking: wanted, effort: effort === 'none' ? undefined : effort === 'minimal' ? 'low' : effort };
};

const limitOf = ({ maxOutputTokens, thinking }: MessagesBodyOptions): number => {
  const budget = thinking?.['budget_tokens'];
  return maxOutputTokens ?? DEFAULT_MAX_TOKENS + (typeof budget === 'number' ? budget : 0);
};

const orNone = (members: JsonObject): JsonObject | undefined =>
  Object.keys(members).length === 0 ? undefined : members;

// The API knows no other format than a schema.
const formatOf = (format: TextFormat | undefined): JsonObject | undefined =>
  format?.type === 'json_schema' ? { type: 'json_schema', schema: format.schema } : undefined;

/**
 * Builds the body of a Messages request for a prompt.
 *
 * @example
 * const body = messagesRequest('claude-sonnet-5', 'Say hi', { temperature: 0 }, payloadTarget(provider));
 */
// docs/wire.md, section 14.1
export const messagesRequest = (
  model: string,
  prompt: string | Prompt,
  options: MessagesBodyOptions,
  target: Pick<PayloadTarget, 'origin'>,
): MessagesRequest => {
  checkOptions(options);
  const given = readPrompt(prompt);
  const { tools = [], parallelToolCalls, outputSchema } = given;
  const { modelParameters = {}, stop } = options;
  const items = itemsFor(target.origin, inputItems(given.input), 'messages');
  const leading = leadingInstructions(given.instructions, items);
  const hasTools = tools.length > 0 || Array.isArray(modelParameters['tools']);
  const choice = toolChoiceFor(given.toolChoice, options.toolChoice, hasTools);
  const { thinking, effort } = thinkingOf(options);
  const format = formatOf(textParam(options.text, outputSchema)?.format);
  const members = joinParameters(
    {
      instructions: { system: systemOf(given.instructions, leading) },
      tools: { tools: tools.length === 0 ? undefined : declaredTools(tools).map(messagesTool) },
      toolChoice: {
        tool_choice: hasTools ? toolChoice(choice, parallelToolCalls) : choice,
      },
      thinking: { thinking },
      [outputSchema === undefined ? 'reasoning' : 'outputSchema']: {
        output_config: orNone(definedMembers({ effort, format })),
      },
      maxOutputTokens: { max_tokens: options.maxOutputTokens },
      temperature: { temperature: options.temperature },
      topP: { top_p: options.topP },
      stop: { stop_sequences: typeof stop === 'string' ? [stop] : stop },
      cacheControl: { cache_control: options.cacheControl },
      serviceTier: { service_tier: options.serviceTier },
    },
    modelParameters,
  );
  return {
    max_tokens: limitOf(options),
    ...definedMembers({ container: containerOf(items) }),
    ...members,
    model,
    messages: messagesHistory(leading.rest),
    stream: true,
  };
};
