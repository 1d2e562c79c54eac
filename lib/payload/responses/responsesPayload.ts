import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { Prompt } from '../../protocol/Prompt.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';
import { attachItemIds } from './attachItemIds.js';
import { declaredTools } from '../declaredTools.js';
import { inputItems } from '../inputItems.js';
import { responsesToolChoice } from '../toolChoice.js';
import type { ResponsesBodyOptions } from './ResponsesBodyOptions.js';
import { textParam } from '../textControls.js';

/** The properties of a provider that change the body of a request. */
export interface PayloadTarget {
  /** Is true for Azure, which stores responses by default and then requires the ids of items. */
  readonly azure: boolean;
}

/** Builds the request for a prompt, with the defaults that the API requires, including nulls and empty lists. */
// docs/wire.md, section 6.2
export const responsesRequest = (
  model: string,
  prompt: string | Prompt,
  options: ResponsesBodyOptions,
  target: PayloadTarget,
): ResponsesApiRequest => {
  const {
    instructions = '',
    input,
    tools = [],
    toolChoice = 'auto',
    parallelToolCalls = false,
    outputSchema,
  }: Prompt = typeof prompt === 'string' ? { input: prompt } : prompt;
  const {
    reasoning,
    include = [],
    promptCacheKey,
    storeOverride,
    background,
    serviceTier,
    previousResponseId,
  } = options;
  const declared = declaredTools(tools);
  const text = textParam(options.text, outputSchema);
  return {
    ...options.modelParameters,
    model,
    instructions,
    input: inputItems(input),
    tools: declared,
    tool_choice: responsesToolChoice(toolChoice, declared),
    parallel_tool_calls: parallelToolCalls,
    reasoning: reasoning ?? null,
    store: storeOverride ?? (target.azure || background === true),
    stream: true,
    include,
    ...definedMembers({
      background,
      service_tier: serviceTier,
      prompt_cache_key: promptCacheKey,
      text,
      previous_response_id: previousResponseId,
    }),
  };
};

/** Builds the body that is sent: items are encoded, and have ids only for Azure with `store`. */
export const responsesPayload = (request: ResponsesApiRequest, target: PayloadTarget): JsonObject => {
  const items = inputItems(request.input);
  const input = items.map((item) => ResponseItem.encode(item));
  return { ...request, input: request.store && target.azure ? attachItemIds(items, input) : input };
};
