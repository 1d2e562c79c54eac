import { ChatUsage } from '../../protocol/ChatChunk.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';

const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const countIn = (details: unknown, key: string): number | undefined =>
  isJsonObject(details) ? count(details[key]) : undefined;

/** Reads the token usage from a member `usage`. Returns undefined if it has none. */
// docs/decisions.md: Chat usage, id
export const tokenUsageOf = (usage: unknown): TokenUsage | undefined => {
  if (!ChatUsage.is(usage)) return undefined;
  const [prompt, completion, total] = [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens].map(count);
  if (prompt === undefined && completion === undefined && total === undefined) return undefined;
  const [input_tokens, output_tokens] = [prompt ?? 0, completion ?? 0];
  return {
    input_tokens,
    cached_input_tokens:
      countIn(usage.prompt_tokens_details, 'cached_tokens') ?? count(usage.prompt_cache_hit_tokens) ?? 0,
    output_tokens,
    reasoning_output_tokens: countIn(usage.completion_tokens_details, 'reasoning_tokens') ?? 0,
    total_tokens: total ?? input_tokens + output_tokens,
  };
};
