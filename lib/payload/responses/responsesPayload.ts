import type { JsonObject } from '../../protocol/codec/json.js';
import { itemsFor } from '../../protocol/opaqueState.js';
import type { Prompt } from '../../protocol/Prompt.js';
import type { ResponsesApiRequest } from '../../protocol/requests/ResponsesApiRequest.js';
import { attachItemIds } from './attachItemIds.js';
import { declaredTools } from '../declaredTools.js';
import { inputItems } from '../inputItems.js';
import { joinParameters } from '../joinParameters.js';
import type { PayloadTarget } from '../PayloadTarget.js';
import { checkOptions, readPrompt } from '../readPrompt.js';
import { acceptedItems, writeItems } from './responsesItems.js';
import type { ResponsesBodyOptions } from './ResponsesBodyOptions.js';
import { textParam } from '../textControls.js';
import { responsesToolChoice, toolChoiceFor } from '../toolChoice.js';

/**
 * Builds the request for a prompt, with the defaults that the API requires, including nulls and empty lists.
 *
 * @example
 * const body = responsesRequest('gpt-5.1', 'Say hi', { temperature: 0 }, payloadTarget(provider));
 */
// docs/wire.md, section 6.2
export const responsesRequest = (
  model: string,
  prompt: string | Prompt,
  options: ResponsesBodyOptions,
  target: PayloadTarget,
): ResponsesApiRequest => {
  checkOptions(options);
  const { instructions, input, outputSchema, ...asked } = readPrompt(prompt);
  const { background, storeOverride, modelParameters = {} } = options;
  const tools = asked.tools && declaredTools(asked.tools);
  const hasTools = (tools ?? []).length > 0 || Array.isArray(modelParameters['tools']);
  const choice = toolChoiceFor(asked.toolChoice, options.toolChoice, hasTools);
  const items = inputItems(input);
  const given = joinParameters(
    {
      'the model': { model },
      'the input': { input: modelParameters['input'] === undefined ? undefined : items },
      'the stream': { stream: true },
      instructions: { instructions },
      tools: { tools },
      parallelToolCalls: { parallel_tool_calls: asked.parallelToolCalls },
      toolChoice: { tool_choice: choice && responsesToolChoice(choice, tools ?? []) },
      reasoning: { reasoning: options.reasoning },
      include: { include: options.include },
      storeOverride: { store: storeOverride },
      background: { background },
      serviceTier: { service_tier: options.serviceTier },
      promptCacheKey: { prompt_cache_key: options.promptCacheKey },
      [outputSchema === undefined ? 'text' : 'outputSchema']: { text: textParam(options.text, outputSchema) },
      previousResponseId: { previous_response_id: options.previousResponseId },
      conversation: { conversation: options.conversation },
      maxOutputTokens: { max_output_tokens: options.maxOutputTokens },
      temperature: { temperature: options.temperature },
      topP: { top_p: options.topP },
    },
    modelParameters,
  );
  const withTools = hasTools || target.profile.emptyTools;
  return {
    model,
    instructions: '',
    input: items,
    ...(withTools ? { tools: [], tool_choice: 'auto', parallel_tool_calls: false } : {}),
    reasoning: null,
    store: target.azure || background === true,
    stream: true,
    include: [],
    ...given,
  };
};

/**
 * Builds the body that is sent: without what only another provider can read, with items in the form that the server
 * accepts. Items have ids only where the server requires them: Azure with `store`, and vLLM.
 */
export const responsesPayload = (request: ResponsesApiRequest, target: PayloadTarget): JsonObject => {
  const { profile } = target;
  const items = acceptedItems(itemsFor(target.origin, inputItems(request.input)), target, request.store);
  const input = writeItems(items, profile);
  const { reasoning } = request;
  return {
    ...request,
    ...(reasoning === null && !profile.nulls ? { reasoning: undefined } : {}),
    input: request.store && target.azure ? attachItemIds(items, input) : input,
  };
};
