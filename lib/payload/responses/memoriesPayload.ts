import { kindOf } from '../../protocol/codec/kindOf.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { expectModel } from '../checkRequest.js';
import { withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import type { MemorySummarizeInput } from '../../protocol/requests/MemorySummarizeInput.js';

/** Builds the body of `POST memories/trace_summarize`, in which raw memories are called traces. */
export const memoriesPayload = (given: MemorySummarizeInput): JsonObject => {
  const { model, raw_memories, reasoning }: MemorySummarizeInput = { ...given };
  expectModel(model);
  if (!Array.isArray(raw_memories)) throw buildError(`raw_memories must be a list, got ${kindOf(raw_memories)}`);
  return { model, traces: raw_memories, ...withoutAbsent({ reasoning }) };
};
