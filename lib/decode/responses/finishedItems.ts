import { isPresent, nonEmptyText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** The finished items of one stream, so that a list of all items at the end adds only the missing ones. */
export interface FinishedItems {
  add(item: ResponseItem): void;
  /** The finished reasoning whose encrypted content only the list holds, with that content. */
  sealedIn(items: readonly ResponseItem[]): readonly ResponseItem[];
  /** The items of a list that were not finished before, with their positions in it. */
  missingFrom(items: readonly ResponseItem[]): readonly (readonly [item: ResponseItem, output_index: number])[];
}

const callIdOf = (item: ResponseItem): string | undefined =>
  'call_id' in item ? nonEmptyText(item.call_id) : undefined;
const idOf = (item: ResponseItem): string | undefined => ('id' in item ? nonEmptyText(item.id) : undefined);
const isSame = (a: ResponseItem, b: ResponseItem): boolean => {
  if (a.type !== b.type) return false;
  const [call, other] = [callIdOf(a), callIdOf(b)];
  return call !== undefined && other !== undefined ? call === other : idOf(a) !== undefined && idOf(a) === idOf(b);
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

  add(item: ResponseItem): void {
    this.#items.push(item);
  }

  sealedIn(items: readonly ResponseItem[]): readonly ResponseItem[] {
    return items.flatMap((item) => {
      if (item.type !== 'reasoning' || !isPresent(item.encrypted_content)) return [];
      const bare = this.#items.find((each) => isSame(each, item));
      return bare?.type !== 'reasoning' || isPresent(bare.encrypted_content)
        ? []
        : [{ ...bare, encrypted_content: item.encrypted_content }];
    });
  }

  missingFrom(items: readonly ResponseItem[]): readonly (readonly [item: ResponseItem, output_index: number])[] {
    const isUnmatched = (item: ResponseItem) => !this.#items.some((each) => isSame(each, item));
    const spare = this.#items.filter((each) => !items.some((item) => isSame(each, item)));
    return items.flatMap((item, index) => {
      if (!isUnmatched(item)) return [];
      const place = spare.findIndex(
        (each) => each.type === item.type && (callIdOf(each) === undefined || callIdOf(item) === undefined),
      );
      if (place === -1) return [[item, index] as const];
      spare.splice(place, 1);
      return [];
    });
  }
}
