import type { JsonObject } from '../../protocol/codec/json.js';

/** The members of a request that its input tokens depend on. The endpoint that counts them refuses others. */
const COUNTED: ReadonlySet<string> = new Set([
  ...['model', 'input', 'instructions', 'tools', 'tool_choice', 'parallel_tool_calls', 'reasoning', 'text'],
  ...['previous_response_id', 'conversation', 'truncation'],
]);

/** Builds the body that counts the input tokens of a request. Null members are left out. */
// docs/wire.md, section 6.10
export const inputTokensPayload = (request: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(request).filter(([key, value]) => COUNTED.has(key) && value !== null));
