import { isJsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';

/** The token counts of one answer. */
export interface UsageCounts {
  /** Reads a member `usage`. Its counts are totals so far: they replace earlier ones and are never added to them. */
  read(usage: unknown): void;
  /** The usage so far; null if no count was received. */
  total(): TokenUsage | null;
}

/** Collects the usage of a Messages answer. `input_tokens` of the wire excludes what the cache read or wrote. */
// docs/wire.md, section 14.3
export const messagesUsage = (): UsageCounts => {
  const counts = new Map<string, number>();
  const read = (usage: unknown): void => {
    if (!isJsonObject(usage)) return;
    for (const [key, value] of Object.entries(usage)) if (typeof value === 'number') counts.set(key, value);
    const details = usage['output_tokens_details'];
    if (isJsonObject(details) && typeof details['thinking_tokens'] === 'number')
      counts.set('thinking_tokens', details['thinking_tokens']);
  };
  const count = (key: string): number => counts.get(key) ?? 0;
  return {
    read,
    total: () => {
      if (!counts.has('input_tokens') && !counts.has('output_tokens')) return null;
      const cached_input_tokens = count('cache_read_input_tokens');
      const input_tokens = count('input_tokens') + count('cache_creation_input_tokens') + cached_input_tokens;
      const output_tokens = count('output_tokens');
      return {
        input_tokens,
        cached_input_tokens,
        output_tokens,
        reasoning_output_tokens: count('thinking_tokens'),
        total_tokens: input_tokens + output_tokens,
      };
    },
  };
};
