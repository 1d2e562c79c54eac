import { withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import type { MemorySummarizeInput } from '../../protocol/requests/MemorySummarizeInput.js';

/** Builds the body of `POST memories/trace_summarize`, in which raw memories are called traces. */
export const memoriesPayload = ({ model, raw_memories, reasoning }: MemorySummarizeInput): JsonObject => ({
  model,
  traces: raw_memories,
  ...withoutAbsent({ reasoning }),
});
