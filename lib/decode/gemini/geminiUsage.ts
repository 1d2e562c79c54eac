import { isJsonObject } from '../../protocol/codec/json.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';

/** The token counts of one answer. */
export interface UsageCounts {
  /** Reads a member `usageMetadata`. Its counts are totals so far: they replace earlier ones. */
  read(usage: unknown): void;
  /** The usage so far; null if no count was received. */
  total(): TokenUsage | null;
}

/** Collects the usage of a Gemini answer. The output of the wire excludes thoughts, the input excludes tool results. */
// docs/wire.md, section 15.3
export const geminiUsage = (): UsageCounts => {
  const counts = new Map<string, number>();
  const count = (key: string): number => counts.get(key) ?? 0;
  return {
    read: (usage) => {
      if (!isJsonObject(usage)) return;
      for (const [key, value] of Object.entries(usage)) if (typeof value === 'number') counts.set(key, value);
    },
    total: () => {
      if (counts.size === 0) return null;
      const input_tokens = count('promptTokenCount') + count('toolUsePromptTokenCount');
      const reasoning_output_tokens = count('thoughtsTokenCount');
      const output_tokens = count('candidatesTokenCount') + reasoning_output_tokens;
      return {
        input_tokens,
        cached_input_tokens: count('cachedContentTokenCount'),
        output_tokens,
        reasoning_output_tokens,
        total_tokens: counts.get('totalTokenCount') ?? input_tokens + output_tokens,
      };
    },
  };
};
