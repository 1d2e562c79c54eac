import { withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import type { MemorySummarizeInput } from '../../protocol/MemorySummarizeInput.js';

/** The body of `POST memories/trace_summarize`, where raw memories are called traces. Source: wire.md 6.8. */
export const memoriesPayload = ({ model, raw_memories, reasoning }: MemorySummarizeInput): JsonObject => ({
  model,
  traces: raw_memories,
  ...withoutAbsent({ reasoning }),
});
