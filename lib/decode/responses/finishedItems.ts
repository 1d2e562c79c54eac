import { isJsonObject, isPresent, nonEmptyText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

type Reasoning = Extract<ResponseItem, { readonly type: 'reasoning' }>;

/** The finished items of one stream, so that a list of all items at the end adds only the missing ones. */
export interface FinishedItems {
  add(item: ResponseItem): void;
  /** True if the list of a response, as the server sent it, repeats finished items only. It then need not be read. */
  repeatedIn(list: unknown): boolean;
  /** The finished reasoning whose encrypted content only the list holds, with that content. */
  sealedIn(items: readonly ResponseItem[]): readonly ResponseItem[];
  /** The items of a list that were not finished before, with their positions in it. */
  missingFrom(items: readonly ResponseItem[]): readonly (readonly [item: ResponseItem, output_index: number])[];
}

const callIdOf = (item: ResponseItem): string | undefined =>
  'call_id' in item ? nonEmptyText(item.call_id) : undefined;
const idOf = (item: ResponseItem): string | undefined => ('id' in item ? nonEmptyText(item.id) : undefined);
const key = (...parts: readonly string[]): string => JSON.stringify(parts);

/** True if a server's JSON is a finished item. Reasoning may have more in the list: its encrypted content. */
const isRepeated = (json: unknown, item: ResponseItem | undefined): boolean =>
  isJsonObject(json) &&
  item !== undefined &&
  item.type !== 'reasoning' &&
  json['type'] === item.type &&
  json['id'] === idOf(item) &&
  json['id'] !== undefined &&
  nonEmptyText(json['call_id']) === callIdOf(item);

/** Items by what identifies them. Two calls are the same if their call ids are equal, other items if their ids are. */
const identities = (items: readonly ResponseItem[]): ((item: ResponseItem) => boolean) => {
  const calls = new Set<string>();
  const ids = new Set<string>();
  const idsOfOthers = new Set<string>(); // of the items without a call id
  for (const item of items) {
    const [call, id] = [callIdOf(item), idOf(item)];
    if (call !== undefined) calls.add(key(item.type, call));
    if (id !== undefined) ids.add(key(item.type, id));
    if (id !== undefined && call === undefined) idsOfOthers.add(key(item.type, id));
  }
  return (item) => {
    const [call, id] = [callIdOf(item), idOf(item)];
    if (call !== undefined && calls.has(key(item.type, call))) return true;
    return id !== undefined && (call === undefined ? ids : idsOfOthers).has(key(item.type, id));
  };
};

/** The finished items of one type that no item of the list equals. Each of them stands for one item. */
const standIns = () => {
  const withCallId: number[] = [];
  const others: number[] = [];
  return {
    add: (item: ResponseItem, order: number): void => {
      (callIdOf(item) === undefined ? others : withCallId).push(order);
    },
    /** Takes the first that may stand for an item; two different call ids never do. Returns false if there is none. */
    take: (item: ResponseItem): boolean => {
      const [call = Infinity] = callIdOf(item) === undefined ? withCallId : [];
      const [other = Infinity] = others;
      if (call === Infinity && other === Infinity) return false;
      (call < other ? withCallId : others).shift();
      return true;
    },
  };
};

/**
 * Creates the record of one stream. An item of the list is a finished one with the same id. Some servers change ids with
 * every event, so each finished item without an equal id stands for one item of its type. A call has its own id, which
 * does not change.
 */
// docs/decisions.md: text in more than one place
export const finishedItems = (): FinishedItems => new Finished();

class Finished implements FinishedItems {
  readonly #items: ResponseItem[] = [];
  #reasonings: Map<string, Reasoning> | undefined; // by id, the first one

  add(item: ResponseItem): void {
    this.#items.push(item);
    if (item.type !== 'reasoning') return;
    this.#reasonings ??= new Map();
    if (!this.#reasonings.has(item.id)) this.#reasonings.set(item.id, item);
  }

  repeatedIn(list: unknown): boolean {
    return Array.isArray(list) && list.length > 0 && list.every((json, index) => isRepeated(json, this.#items[index]));
  }

  sealedIn(items: readonly ResponseItem[]): readonly ResponseItem[] {
    return items.flatMap((item) => {
      if (item.type !== 'reasoning' || !isPresent(item.encrypted_content)) return [];
      const bare = item.id === '' ? undefined : this.#reasonings?.get(item.id);
      return bare === undefined || isPresent(bare.encrypted_content)
        ? []
        : [{ ...bare, encrypted_content: item.encrypted_content }];
    });
  }

  missingFrom(items: readonly ResponseItem[]): readonly (readonly [item: ResponseItem, output_index: number])[] {
    if (items.length === 0) return [];
    const [isFinished, isListed] = [identities(this.#items), identities(items)];
    const spare = new Map<string, ReturnType<typeof standIns>>();
    for (const [order, item] of this.#items.entries()) {
      if (isListed(item)) continue;
      const ofType = spare.get(item.type) ?? standIns();
      ofType.add(item, order);
      spare.set(item.type, ofType);
    }
    return items.flatMap((item, index) =>
      isFinished(item) || spare.get(item.type)?.take(item) === true ? [] : [[item, index] as const],
    );
  }
}
