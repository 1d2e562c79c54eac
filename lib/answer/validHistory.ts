import { kindOf } from '../protocol/codec/kindOf.js';
import { buildError } from '../protocol/errors/ApiError.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import type { HistoryChange, IndexedItem, ReportChange } from './history/HistoryChange.js';
import { isEmptyMessage } from './history/isEmptyMessage.js';
import { pairedItem } from './history/pairedItem.js';
import { pairOutputs } from './history/pairOutputs.js';
import { uniqueIds } from './history/uniqueIds.js';
import { validArguments } from './history/validArguments.js';
import { withoutLoneReasoning } from './history/withoutLoneReasoning.js';

/** Options for `validHistory`. */
export interface ValidHistoryOptions {
  /** Keeps outputs without a call: the server has the calls, in the response that the request continues. Default: false. */
  readonly continues?: boolean | undefined;
  /** Keeps calls without an output behind the last message of the user: their outputs are still to come. Default: false. */
  readonly pending?: boolean | undefined;
}

/** The result of `validHistory`. */
export interface ValidHistory {
  /** The valid items: the given list itself if it was valid. */
  readonly items: readonly ResponseItem[];
  /** The items that were left out, moved or repaired; empty if the list was valid. */
  readonly changes: readonly HistoryChange[];
}

const isInput = (item: ResponseItem): boolean => item.type === 'message' && item.role !== 'assistant';

const numberTurns = (items: readonly ResponseItem[]): readonly number[] => {
  let turn = 0;
  return items.map((item) => (isInput(item) ? ++turn : turn));
};

/**
 * Converts a conversation to one that servers accept:
 *
 * - every call has an output, and every output has a call: a call or an output alone is left out
 * - outputs follow the calls of their answer, in the order of the calls, before the next message of the user
 * - reasoning is followed by another item of its answer; otherwise it is left out
 * - empty messages of the assistant are left out
 * - the arguments of a function are a JSON object: see `HistoryChange`
 * - ids of calls are unique: some servers repeat them in every response
 *
 * Items that fit no codec stay. Items that need no change are the same objects. The function is pure and takes linear
 * time. Clients, `runTools` and `Conversation` apply it to the items that they send.
 *
 * @throws a `build` error for a history that is not a list.
 *
 * @example
 * const { items, changes } = validHistory(history);
 * for (const { type, index } of changes) console.warn(`history[${index}]: ${type}`);
 */
export const validHistory = (
  items: readonly ResponseItem[],
  { continues = false, pending = false }: ValidHistoryOptions = {},
): ValidHistory => {
  const kind = kindOf(items);
  if (kind !== 'a list') throw buildError(`the history must be a list of items, got ${kind}`);
  const paired = items.map(pairedItem);
  const turns = numberTurns(items);
  const { outputOf, callOf } = pairOutputs(paired, turns);
  const callKeys = new Set(paired.flatMap((part) => (part?.role === 'call' ? [part.key] : [])));
  const changes: HistoryChange[] = [];
  const kept: IndexedItem[] = [];
  const answered = new Set<number>(); // the calls whose outputs were added
  let waiting: (readonly [call: number, output: number])[] = []; // the calls whose outputs were not

  const report: ReportChange = (type, { index, item }) => void changes.push({ type, index, item });

  /** Adds the outputs of all calls so far. In place are those that stand at `start` and directly behind it. */
  const addOutputs = (start: number): void => {
    for (const [count, [call, index]] of waiting.entries()) {
      answered.add(call);
      const item = items[index];
      if (item === undefined) continue;
      kept.push({ index, item });
      if (index !== start + count) report('moved_output', { index, item });
    }
    waiting = [];
  };

  const addCall = (call: IndexedItem, needsOutput: boolean): void => {
    const { index } = call;
    const output = outputOf.get(index);
    const isPending = pending && turns[index] === turns.at(-1);
    if (output !== undefined) waiting.push([index, output]);
    else if (needsOutput && !isPending) return report('call_without_output', call);
    const item = validArguments(call.item);
    if (item !== call.item) report('invalid_arguments', call);
    kept.push({ index, item });
  };

  const addOutput = (output: IndexedItem, key: string): void => {
    const call = callOf.get(output.index);
    if (call === undefined) {
      const isKept = output.item.type === 'other' || (continues && !callKeys.has(key));
      if (isKept) kept.push(output);
      else report('output_without_call', output);
    } else if (call < output.index && !answered.has(call)) addOutputs(output.index);
  };

  for (const [index, item] of items.entries()) {
    const part = paired[index];
    if (part?.role === 'call') addCall({ index, item }, part.needsOutput);
    else if (part?.role === 'output') addOutput({ index, item }, part.key);
    else {
      if (isInput(item)) addOutputs(items.length);
      if (isEmptyMessage(item)) report('empty_message', { index, item });
      else kept.push({ index, item });
    }
  }
  addOutputs(items.length);

  const result = uniqueIds(withoutLoneReasoning(kept, report), callOf, report);
  if (changes.length === 0) return { items, changes };
  return {
    items: result.map(({ item }) => item),
    changes: changes.sort((a, b) => a.index - b.index),
  };
};
