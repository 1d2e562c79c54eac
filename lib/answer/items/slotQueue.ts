import type { AnswerItem } from '../Answer.js';
import type { Slot } from './Slot.js';

/** Items in order of their start. */
export interface SlotQueue<T extends AnswerItem> {
  add(slot: Slot<T>): void;
  /** Returns the first item that is still wanted. */
  first(): Slot<T> | undefined;
  /** Returns the last item that is still wanted. */
  last(): Slot<T> | undefined;
}

/**
 * Creates a queue. Items that are no longer wanted are dropped when they come to an end of it, so that each costs
 * constant time altogether.
 */
export const slotQueue = <T extends AnswerItem>(isWanted: (slot: Slot<T>) => boolean): SlotQueue<T> => {
  const slots: Slot<T>[] = [];
  let start = 0;
  return {
    add: (slot) => {
      slots.push(slot);
    },
    first: () => {
      for (let slot = slots[start]; slot !== undefined; slot = slots[++start]) if (isWanted(slot)) return slot;
      return undefined;
    },
    last: () => {
      for (let slot = slots.at(-1); slot !== undefined && slots.length > start; slot = slots.at(-1)) {
        if (isWanted(slot)) return slot;
        slots.pop();
      }
      return undefined;
    },
  };
};
