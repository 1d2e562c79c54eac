import type { AnswerItem, AnswerMessage, AnswerReasoning, AnswerToolCall } from '../Answer.js';
import { changingList, type ChangingList } from './changingList.js';
import { isCall, isMessage, isReasoning } from './openItems.js';
import type { Slot } from './Slot.js';

/** Lists of the items of an answer, as copies that are the same objects until an item changes. */
export interface ItemLists {
  readonly all: ChangingList<AnswerItem>;
  /** The messages of the assistant. */
  readonly messages: ChangingList<AnswerMessage>;
  readonly reasonings: ChangingList<AnswerReasoning>;
  readonly calls: ChangingList<AnswerToolCall>;
}

/** The lists of an answer, and the functions that change them. */
export interface MutableItemLists {
  readonly lists: ItemLists;
  /** Adds an item at the end. */
  add(slot: Slot): void;
  /** Replaces an item by one of the same kind. */
  set(slot: Slot): void;
  /** Replaces all items. */
  reset(slots: readonly Slot[]): void;
}

/** Creates the lists of an answer without items. */
export const itemLists = (): MutableItemLists => {
  const lists: ItemLists = {
    all: changingList(),
    messages: changingList(),
    reasonings: changingList(),
    calls: changingList(),
  };
  /** The index of an item in the list of its kind. */
  let positions = new Map<Slot, number>();

  return {
    lists,
    add: (slot) => {
      lists.all.add(slot.item);
      if (isMessage(slot)) positions.set(slot, lists.messages.add(slot.item));
      if (isReasoning(slot)) positions.set(slot, lists.reasonings.add(slot.item));
      if (isCall(slot)) positions.set(slot, lists.calls.add(slot.item));
    },
    set: (slot) => {
      lists.all.set(slot.order, slot.item);
      const position = positions.get(slot) ?? 0;
      if (isMessage(slot)) lists.messages.set(position, slot.item);
      if (isReasoning(slot)) lists.reasonings.set(position, slot.item);
      if (isCall(slot)) lists.calls.set(position, slot.item);
    },
    reset: (slots) => {
      lists.all.reset(slots.map(({ item }) => item));
      lists.messages.reset(slots.filter(isMessage).map(({ item }) => item));
      lists.reasonings.reset(slots.filter(isReasoning).map(({ item }) => item));
      lists.calls.reset(slots.filter(isCall).map(({ item }) => item));
      const ofKinds = [isMessage, isReasoning, isCall].map((isOfKind) => slots.filter((slot) => isOfKind(slot)));
      positions = new Map(ofKinds.flatMap((ofKind) => ofKind.map((slot, index) => [slot, index] as const)));
    },
  };
};
