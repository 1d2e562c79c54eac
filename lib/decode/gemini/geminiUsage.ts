import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { TokenUsage } from '../../protocol/TokenUsage.js';
import { countOf } from '../countOf.js';
import { latestMembers } from '../latestMembers.js';
import { rawUsage } from '../rawUsage.js';

/** The token counts of one answer. */
export interface UsageCounts {
  /** Reads a member `usageMetadata`. Its counts are totals so far: they replace earlier ones. */
  read(usage: unknown): void;
  /** The usage so far; null if no count was received. */
  total(): TokenUsage | null;
}

const COUNTS = [
  ...['promptTokenCount', 'toolUsePromptTokenCount', 'cachedContentTokenCount', 'candidatesTokenCount'],
  ...['thoughtsTokenCount', 'totalTokenCount'],
] as const;
/** The members that the counts of the result hold. */
const HELD: ReadonlySet<string> = new Set(COUNTS);

/** Collects the usage of a Gemini answer. The output of the wire excludes thoughts, the input excludes tool results. */
// docs/wire.md, section 15.3
export const geminiUsage = (): UsageCounts => {
  const received = latestMembers();
  const count = (key: string): number => countOf(received.get(key)) ?? 0;
  return {
    read: received.read,
    total: () => {
      if (!COUNTS.some((key) => countOf(received.get(key)) !== undefined)) return null;
      const input_tokens = count('promptTokenCount') + count('toolUsePromptTokenCount');
      const reasoning_output_tokens = count('thoughtsTokenCount');
      const output_tokens = count('candidatesTokenCount') + reasoning_output_tokens;
      return {
        input_tokens,
        cached_input_tokens: count('cachedContentTokenCount'),
        output_tokens,
        reasoning_output_tokens,
        total_tokens: countOf(received.get('totalTokenCount')) ?? input_tokens + output_tokens,
        ...definedMembers({ raw: rawUsage(received.all(), HELD) }),
      };
    },
  };
};
