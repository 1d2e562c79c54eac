import type { CompactionInput } from '../../protocol/requests/CompactionInput.js';
import { withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import { inputItems } from '../inputItems.js';

/** Builds the body of `POST responses/compact`. Items are encoded; an empty list of tools is left out. */
export const compactPayload = ({ model, input, instructions, tools = [], ...rest }: CompactionInput): JsonObject => ({
  model,
  input: inputItems(input).map((item) => ResponseItem.encode(item)),
  instructions,
  ...withoutAbsent({ tools: tools.length === 0 ? undefined : tools, ...rest }),
});
