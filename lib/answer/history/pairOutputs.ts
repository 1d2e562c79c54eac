import type { PairedItem } from './pairedItem.js';

/** Pairs of calls and outputs, as indexes into the list of items. */
export interface Pairs {
  readonly outputOf: ReadonlyMap<number, number>;
  readonly callOf: ReadonlyMap<number, number>;
}

/** The calls with one key and without an output that were made since the same message of the user. */
interface Waiting {
  readonly turn: number;
  readonly calls: number[];
  taken: number;
}

/**
 * Pairs each output with a call of the same key. Some servers use an id again in every response, so an output belongs
 * to the latest turn that has an unanswered call with its key; within a turn, to the first one. An output that comes
 * before its call is paired as well, if the call has no other. The cost is linear.
 *
 * @param turns for every item, the number of user messages before it.
 */
export const pairOutputs = (paired: readonly (PairedItem | undefined)[], turns: readonly number[]): Pairs => {
  const outputOf = new Map<number, number>();
  const callOf = new Map<number, number>();
  const waiting = new Map<string, Waiting[]>();
  const early = new Map<string, number[]>();

  const pair = (call: number, output: number): void => {
    outputOf.set(call, output);
    callOf.set(output, call);
  };
  const addCall = (key: string, index: number, turn: number): void => {
    const groups = waiting.get(key) ?? [];
    const last = groups.at(-1);
    if (last?.turn === turn) last.calls.push(index);
    else groups.push({ turn, calls: [index], taken: 0 });
    waiting.set(key, groups);
  };
  const takeCall = (key: string): number | undefined => {
    const groups = waiting.get(key) ?? [];
    const last = groups.at(-1);
    const call = last?.calls[last.taken++];
    if (last !== undefined && last.taken === last.calls.length) groups.pop();
    return call;
  };

  for (const [index, item] of paired.entries()) {
    if (item?.role === 'call') addCall(item.key, index, turns[index] ?? 0);
    if (item?.role !== 'output') continue;
    const call = takeCall(item.key);
    const outputs = early.get(item.key);
    if (call !== undefined) pair(call, index);
    else if (outputs === undefined) early.set(item.key, [index]);
    else outputs.push(index);
  }
  for (const [key, outputs] of early)
    for (const output of outputs) {
      const call = takeCall(key);
      if (call !== undefined && call > output) pair(call, output);
    }
  return { outputOf, callOf };
};
