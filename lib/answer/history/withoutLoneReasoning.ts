import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { IndexedItem, ReportChange } from './HistoryChange.js';
import { pairedItem } from './pairedItem.js';

/** Returns whether an item belongs to the answer of the reasoning before it; undefined for items without influence. */
const endsReasoning = (item: ResponseItem): boolean | undefined => {
  if (item.type === 'reasoning' || item.type === 'ghost_snapshot') return undefined;
  const isInput = item.type === 'message' && item.role !== 'assistant';
  return !isInput && pairedItem(item)?.role !== 'output';
};

/** Leaves out reasoning that no item of its answer follows: servers refuse it. */
export const withoutLoneReasoning = (items: readonly IndexedItem[], report: ReportChange): readonly IndexedItem[] => {
  let isFollowed = false;
  return [...items]
    .reverse()
    .filter((indexed) => {
      isFollowed = endsReasoning(indexed.item) ?? isFollowed;
      if (indexed.item.type !== 'reasoning' || isFollowed) return true;
      report('reasoning_without_item', indexed);
      return false;
    })
    .reverse();
};
