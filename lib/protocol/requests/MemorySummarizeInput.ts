import * as t from 'io-ts';
import type { Reasoning } from '../Prompt.js';

/** One trace of earlier work. */
export interface RawMemory {
  readonly id: string;
  readonly metadata: { readonly source_path: string };
  /** The events of the work, as JSON values. */
  readonly items: readonly unknown[];
}

/** The input of `MemoriesClient.summarizeInput`. */
export interface MemorySummarizeInput {
  readonly model: string;
  readonly raw_memories: readonly RawMemory[];
  readonly reasoning?: Reasoning | undefined;
}

/** The summary of one trace. */
export interface MemorySummarizeOutput {
  /** The trace itself, repeated by the server. */
  readonly raw_memory: string;
  /** The part of the trace that is worth remembering. */
  readonly memory_summary: string;
}

const Summary = t.type({ raw_memory: t.string, memory_summary: t.string });
const Renamed = t.type({ trace_summary: t.string, memory_summary: t.string });
const Output = t.union([Summary, Renamed], 'memory summary');

/** The reply of the server. Some servers send `trace_summary` in place of `raw_memory`. */
export const MemoriesOutput = t.type({ output: t.readonlyArray(Output) }, 'memories response');

/** One member of the reply, with `trace_summary` renamed to `raw_memory`. */
export const memorySummary = (output: t.TypeOf<typeof Output>): MemorySummarizeOutput => ({
  raw_memory: Summary.is(output) ? output.raw_memory : output.trace_summary,
  memory_summary: output.memory_summary,
});
