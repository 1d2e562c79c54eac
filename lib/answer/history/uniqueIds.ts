import { isJsonObject } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { IndexedItem, ReportChange } from './HistoryChange.js';
import { pairedItem } from './pairedItem.js';

const withCallId = (item: ResponseItem, call_id: string): ResponseItem => {
  if (item.type === 'other') return isJsonObject(item.raw) ? { ...item, raw: { ...item.raw, call_id } } : item;
  return 'call_id' in item ? { ...item, call_id } : item;
};

/**
 * Gives a call whose id an earlier call has an id of its own, and its output the same: `call_0`, `call_0_2`. The first
 * call keeps its id, so that a conversation that grows at its end keeps all ids.
 *
 * @param callOf the index of the call of an output.
 */
export const uniqueIds = (
  items: readonly IndexedItem[],
  callOf: ReadonlyMap<number, number>,
  report: ReportChange,
): readonly IndexedItem[] => {
  const taken = new Set(items.flatMap(({ item }) => pairedItem(item)?.call_id ?? []));
  const used = new Map<string, number>(); // how often an id was used so far
  const idOf = new Map<number, string>(); // the new id of a call, by the index of the call
  const nextId = (id: string): string => {
    let count = (used.get(id) ?? 1) + 1;
    while (taken.has(`${id}_${count}`)) count++;
    used.set(id, count);
    return `${id}_${count}`;
  };
  return items.map((indexed) => {
    const { item, index } = indexed;
    const part = pairedItem(item);
    if (part === undefined) return indexed;
    if (part.role === 'output') {
      const id = idOf.get(callOf.get(index) ?? -1);
      return id === undefined ? indexed : { index, item: withCallId(item, id) };
    }
    if (!used.has(part.call_id)) {
      used.set(part.call_id, 1);
      return indexed;
    }
    const id = nextId(part.call_id);
    idOf.set(index, id);
    report('repeated_call_id', indexed);
    return { index, item: withCallId(item, id) };
  });
};
