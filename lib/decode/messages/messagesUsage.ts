import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { countOf } from '../countOf.js';
import { latestMembers } from '../latestMembers.js';
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
  const received = latestMembers();
  const count = (key: string): number => countOf(received.get(key)) ?? 0;
  return {
    read: received.read,
    total: () => {
      const [input, output] = [countOf(received.get('input_tokens')), countOf(received.get('output_tokens'))];
      if (input === undefined && output === undefined) return null;
      const details = received.get('output_tokens_details');
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
          cost: countOf(received.get('cost')),
          raw: rawUsage(received.all(), HELD),
        }),
      };
    },
  };
};
