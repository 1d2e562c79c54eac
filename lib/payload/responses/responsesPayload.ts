import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { Prompt } from '../../protocol/Prompt.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';
import { attachItemIds } from './attachItemIds.js';
import { inputItems } from '../inputItems.js';
import type { ResponsesBodyOptions } from './ResponsesBodyOptions.js';
import { textParam } from '../textControls.js';

/** What the builders need to know of the provider. */
export interface PayloadTarget {
  /** Azure keeps responses by default and wants the ids of the items back. */
  readonly azure: boolean;
}

/** The request for a prompt, with the defaults that the API insists on (nulls and empty lists included). Source: wire.md 6.2. */
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
  const text = textParam(options.text, outputSchema);
  return {
    ...options.modelParameters,
    model,
    instructions,
    input: inputItems(input),
    tools,
    tool_choice: 'auto',
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

/** The body as it is sent: items in the form that `input` wants, ids only where they belong. Source: wire.md 6.2, 10. */
export const responsesPayload = (request: ResponsesApiRequest, target: PayloadTarget): JsonObject => {
  const items = inputItems(request.input);
  const input = items.map((item) => ResponseItem.encode(item));
  return { ...request, input: request.store && target.azure ? attachItemIds(items, input) : input };
};
