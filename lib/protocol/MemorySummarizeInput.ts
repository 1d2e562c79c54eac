import * as t from 'io-ts';
import type { Reasoning } from './Prompt.js';

/** One trace of former work. */
export interface RawMemory {
  readonly id: string;
  readonly metadata: { readonly source_path: string };
  /** What happened, as JSON values. */
  readonly items: readonly unknown[];
}

/** What to summarise. Source: wire.md 6.8. */
export interface MemorySummarizeInput {
  readonly model: string;
  readonly raw_memories: readonly RawMemory[];
  readonly reasoning?: Reasoning | undefined;
}

/** What became of one trace. */
export interface MemorySummarizeOutput {
  /** The trace itself, told again. */
  readonly raw_memory: string;
  /** What to remember of it. */
  readonly memory_summary: string;
}

const Summary = t.type({ raw_memory: t.string, memory_summary: t.string });
const Renamed = t.type({ trace_summary: t.string, memory_summary: t.string });
const Output = t.union([Summary, Renamed], 'memory summary');

/** The reply; what is `raw_memory` here is `trace_summary` on some servers. */
export const MemoriesOutput = t.type({ output: t.readonlyArray(Output) }, 'memories response');

/** One member of the reply under the name that this library uses. */
export const memorySummary = (output: t.TypeOf<typeof Output>): MemorySummarizeOutput => ({
  raw_memory: Summary.is(output) ? output.raw_memory : output.trace_summary,
  memory_summary: output.memory_summary,
});
