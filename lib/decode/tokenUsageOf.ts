import { definedMembers } from '../protocol/codec/definedMembers.js';
import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';
import { countOf } from './countOf.js';
import { rawUsage } from './rawUsage.js';

/** The places of each number, the usual one first. A dot leads into an object of details. */
const NAMES = {
  // Cohere: `tokens`. Gateways written in JavaScript: camel case.
  input_tokens: ['input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens', 'tokens.input_tokens'],
  output_tokens: ['output_tokens', 'completion_tokens', 'outputTokens', 'completionTokens', 'tokens.output_tokens'],
  total_tokens: ['total_tokens', 'totalTokens'],
  // Kimi: `cached_tokens` at the top. DeepSeek: `prompt_cache_hit_tokens`. Anthropic's names come through gateways.
  cached: [
    'input_tokens_details.cached_tokens',
    'prompt_tokens_details.cached_tokens',
    'cached_tokens',
    'cached_input_tokens',
    'prompt_cache_hit_tokens',
    'cache_read_input_tokens',
    'cachedInputTokens',
  ],
  written: [
    'input_tokens_details.cache_write_tokens',
    'prompt_tokens_details.cache_write_tokens',
    'input_tokens_details.cache_creation_tokens',
    'prompt_tokens_details.cache_creation_tokens',
    'cache_write_input_tokens',
    'cache_write_tokens',
    'cache_creation_input_tokens',
  ],
  reasoning: [
    'output_tokens_details.reasoning_tokens',
    'completion_tokens_details.reasoning_tokens',
    'reasoning_tokens',
    'reasoning_output_tokens',
    'reasoningTokens',
  ],
  cost: ['cost', 'total_cost'],
} as const;

const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES).flat());

/** A member, and the member of its value where that is an object of details. */
interface Place {
  readonly key: string;
  readonly inner: string | undefined;
}

const placesOf = (names: readonly string[]): readonly Place[] =>
  names.map((name) => {
    const [key = '', inner] = name.split('.');
    return { key, inner };
  });

const PLACES = {
  input_tokens: placesOf(NAMES.input_tokens),
  output_tokens: placesOf(NAMES.output_tokens),
  total_tokens: placesOf(NAMES.total_tokens),
  cached: placesOf(NAMES.cached),
  written: placesOf(NAMES.written),
  reasoning: placesOf(NAMES.reasoning),
  cost: placesOf(NAMES.cost),
};

const valueAt = (usage: JsonObject, { key, inner }: Place): unknown => {
  const value = usage[key];
  if (inner === undefined) return value;
  return isJsonObject(value) ? value[inner] : undefined;
};

/** The number in the first place that has one, even if it is 0. */
const numberIn = (usage: JsonObject, places: readonly Place[]): number | undefined => {
  for (const place of places) {
    const number = countOf(valueAt(usage, place));
    if (number !== undefined) return number;
  }
  return undefined;
};

/**
 * The token usage in a member `usage`, in the spelling of either wire; undefined where it holds no count of tokens. A
 * missing total is the sum of its parts, and a missing detail is 0.
 */
// docs/wire.md, section 4.5
// docs/decisions.md: token usage
export const tokenUsageOf = (usage: unknown): TokenUsage | undefined => {
  if (!isJsonObject(usage)) return undefined;
  const input = numberIn(usage, PLACES.input_tokens);
  const output = numberIn(usage, PLACES.output_tokens);
  const total = numberIn(usage, PLACES.total_tokens);
  if (input === undefined && output === undefined && total === undefined) return undefined;
  const [input_tokens, output_tokens] = [input ?? 0, output ?? 0];
  const written = numberIn(usage, PLACES.written);
  return {
    input_tokens,
    cached_input_tokens: numberIn(usage, PLACES.cached) ?? 0,
    output_tokens,
    reasoning_output_tokens: numberIn(usage, PLACES.reasoning) ?? 0,
    total_tokens: total ?? input_tokens + output_tokens,
    ...definedMembers({
      cache_write_input_tokens: written === 0 ? undefined : written,
      cost: numberIn(usage, PLACES.cost),
      raw: rawUsage(usage, KNOWN),
    }),
  };
};
