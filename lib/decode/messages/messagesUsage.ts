import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, isPresent, type JsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { countOf } from '../countOf.js';
import { rawUsage } from '../rawUsage.js';

/** The token counts of one answer. */
export interface UsageCounts {
  /** Reads a member `usage`. Its counts are totals so far: they replace earlier ones and are never added to them. */
  read(usage: unknown): void;
  /** The usage so far; null if no count was received. */
  total(): TokenUsage | null;
}

/** The members that the counts of the result hold. */
const HELD: ReadonlySet<string> = new Set([
  ...['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens', 'cost'],
  'output_tokens_details.thinking_tokens',
]);

/** Collects the usage of a Messages answer. `input_tokens` of the wire excludes what the cache read or wrote. */
// docs/wire.md, section 14.3
export const messagesUsage = (): UsageCounts => {
  let received: JsonObject = {};
  const read = (usage: unknown): void => {
    if (!isJsonObject(usage)) return;
    const given = Object.entries(usage).filter(([, value]) => isPresent(value));
    received = { ...received, ...Object.fromEntries(given) };
  };
  const count = (key: string): number => countOf(received[key]) ?? 0;
  return {
    read,
    total: () => {
      const [input, output] = [countOf(received['input_tokens']), countOf(received['output_tokens'])];
      if (input === undefined && output === undefined) return null;
      const { output_tokens_details: details } = received;
      const cached_input_tokens = count('cache_read_input_tokens');
      const written = count('cache_creation_input_tokens');
      const input_tokens = (input ?? 0) + written + cached_input_tokens;
      const output_tokens = output ?? 0;
      return {
        input_tokens,
        cached_input_tokens,
        output_tokens,
        reasoning_output_tokens: (isJsonObject(details) ? countOf(details['thinking_tokens']) : undefined) ?? 0,
        total_tokens: input_tokens + output_tokens,
        ...definedMembers({
          cache_write_input_tokens: written === 0 ? undefined : written,
          cost: countOf(received['cost']),
          raw: rawUsage(received, HELD),
        }),
      };
    },
  };
};
