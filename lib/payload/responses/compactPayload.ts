import type { CompactionInput } from '../../protocol/CompactionInput.js';
import { withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import { ResponseItem } from '../../protocol/ResponseItem.js';
import { inputItems } from '../inputItems.js';

/** The body of `POST responses/compact`: items as `input` wants them, no empty list of tools. Source: wire.md 6.7. */
export const compactPayload = ({ model, input, instructions, tools = [], ...rest }: CompactionInput): JsonObject => ({
  model,
  input: inputItems(input).map((item) => ResponseItem.encode(item)),
  instructions,
  ...withoutAbsent({ tools: tools.length === 0 ? undefined : tools, ...rest }),
});
