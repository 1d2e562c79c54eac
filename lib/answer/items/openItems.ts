import type { AnswerItem, AnswerMessage, AnswerOther, AnswerReasoning, AnswerToolCall } from '../Answer.js';
import { isJsonObject, nonEmptyText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { Slot } from './Slot.js';
import { slotQueue, type SlotQueue } from './slotQueue.js';

/** The items of an answer that have begun and are not finished, by what identifies them. */
export interface OpenItems {
  /** All open items, in order of their start. */
  readonly all: ReadonlySet<Slot>;
  add(slot: Slot): void;
  close(slot: Slot): void;
  /** Returns the message at a position; without one, the last message that has no position. */
  message(output_index: number | undefined): Slot<AnswerMessage> | undefined;
  /** Gives a message its position. */
  place(slot: Slot<AnswerMessage>, output_index: number): void;
  lastReasoning(): Slot<AnswerReasoning> | undefined;
  lastCall(): Slot<AnswerToolCall> | undefined;
  lastOther(): Slot<AnswerOther> | undefined;
  /** Returns the call with a call id; without one, the call with the id of its item. */
  call(call_id: string | undefined, item_id: string | undefined): Slot<AnswerToolCall> | undefined;
  /** Returns the item of the same kind with the same id; without one, the first item of the same kind. */
  alike(item: ResponseItem): Slot | undefined;
}

export const isMessage = (slot: Slot): slot is Slot<AnswerMessage> =>
  slot.item.type === 'message' && slot.item.role === 'assistant';
export const isReasoning = (slot: Slot): slot is Slot<AnswerReasoning> => slot.item.type === 'reasoning';
export const isCall = (slot: Slot): slot is Slot<AnswerToolCall> => slot.item.type === 'tool_call';
export const isOther = (slot: Slot): slot is Slot<AnswerOther> => slot.item.type === 'other';

/** The type of an item; for one that could not be read, the type that the server gave it. */
const typeOf = (item: ResponseItem): unknown =>
  item.type === 'other' && isJsonObject(item.raw) ? item.raw['type'] : item.type;

/** The id of an item. */
export const idOf = (item: ResponseItem): string | undefined => {
  const members = item.type === 'other' ? item.raw : item;
  return isJsonObject(members) ? nonEmptyText(members['id']) : undefined;
};

/** A kind of items: by the type of those that could be read, by the role of messages, by the server's type of others. */
interface Kind {
  readonly of: 'known' | 'role' | 'other';
  readonly name: unknown;
}

/** The kinds that an open item has. */
const kindsOf = ({ item }: Slot): readonly Kind[] => {
  if (item.type === 'other') return [{ of: 'other', name: typeOf(item.item) }];
  const known: Kind = { of: 'known', name: item.type };
  return item.type === 'message' ? [known, { of: 'role', name: item.role }] : [known];
};

/** The kinds of open items that a finished item may complete. */
const kindsFor = (item: ResponseItem): readonly Kind[] => {
  const name = typeOf(item);
  const other: Kind = { of: 'other', name };
  if (item.type === 'message') return [{ of: 'role', name: item.role }, other];
  // The deltas of one that cannot be read already are an item: it must not stand beside it.
  return item.type === 'reasoning' || item.type === 'other' ? [{ of: 'known', name }, other] : [other];
};

/** Queues by a key. */
const queues = <K, T extends AnswerItem>(isOpen: (slot: Slot<T>) => boolean) => {
  const byKey = new Map<K, SlotQueue<T>>();
  return {
    get: (key: K): SlotQueue<T> | undefined => byKey.get(key),
    add: (key: K, slot: Slot<T>): void => {
      const queue = byKey.get(key) ?? slotQueue(isOpen);
      byKey.set(key, queue);
      queue.add(slot);
    },
  };
};

/** Creates the index of one step. Nothing here looks at all open items: an answer may have thousands. */
export const openItems = (): OpenItems => {
  const all = new Set<Slot>();
  const isOpen = (slot: Slot): boolean => all.has(slot);
  const messages = slotQueue<AnswerMessage>(isOpen);
  const unplaced = slotQueue<AnswerMessage>((slot) => isOpen(slot) && slot.output_index === undefined);
  const placed = queues<number, AnswerMessage>(isOpen);
  const reasonings = slotQueue<AnswerReasoning>(isOpen);
  const others = slotQueue<AnswerOther>(isOpen);
  const calls = slotQueue<AnswerToolCall>(isOpen);
  const byCallId = queues<string, AnswerToolCall>(isOpen);
  const callsByItemId = queues<string, AnswerToolCall>(isOpen);
  const queuesOfKinds = () => ({
    known: queues<unknown, AnswerItem>(isOpen),
    role: queues<unknown, AnswerItem>(isOpen),
    other: queues<unknown, AnswerItem>(isOpen),
  });
  const kinds = queuesOfKinds();
  const kindsById = new Map<string, typeof kinds>();

  const addKinds = (slot: Slot): void => {
    const { id } = slot;
    const sameId = id === undefined ? undefined : (kindsById.get(id) ?? queuesOfKinds());
    if (id !== undefined && sameId !== undefined) kindsById.set(id, sameId);
    for (const { of, name } of kindsOf(slot)) {
      kinds[of].add(name, slot);
      sameId?.[of].add(name, slot);
    }
  };
  const firstOf = (index: typeof kinds | undefined, wanted: readonly Kind[]): Slot | undefined => {
    const found = wanted.flatMap(({ of, name }) => index?.[of].get(name)?.first() ?? []);
    return found.reduce<Slot | undefined>(
      (first, slot) => (first && first.order < slot.order ? first : slot),
      undefined,
    );
  };

  return {
    all,
    add: (slot) => {
      all.add(slot);
      addKinds(slot);
      if (isReasoning(slot)) reasonings.add(slot);
      if (isOther(slot)) others.add(slot);
      if (isMessage(slot)) {
        messages.add(slot);
        unplaced.add(slot);
      }
      if (!isCall(slot)) return;
      calls.add(slot);
      byCallId.add(slot.item.call_id, slot);
      if (slot.id !== undefined) callsByItemId.add(slot.id, slot);
    },
    close: (slot) => {
      all.delete(slot);
    },
    message: (output_index) =>
      output_index === undefined ? messages.last() : (placed.get(output_index)?.first() ?? unplaced.last()),
    place: (slot, output_index) => {
      slot.output_index = output_index;
      placed.add(output_index, slot);
    },
    lastReasoning: () => reasonings.last(),
    lastCall: () => calls.last(),
    lastOther: () => others.last(),
    call: (call_id, item_id) =>
      (call_id === undefined ? undefined : byCallId.get(call_id)?.first()) ??
      (item_id === undefined ? undefined : callsByItemId.get(item_id)?.first()),
    alike: (item) => {
      const wanted = kindsFor(item);
      const id = idOf(item);
      return firstOf(id === undefined ? undefined : kindsById.get(id), wanted) ?? firstOf(kinds, wanted);
    },
  };
};
