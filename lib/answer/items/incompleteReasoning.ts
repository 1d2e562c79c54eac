import { isPresent } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** The places of finished reasoning that lacks its encrypted content. Azure sends that content only with the end of the response. */
export interface IncompleteReasoning<Place> {
  /** Adds the place of an item. An item that lacks nothing is ignored. */
  add(item: ResponseItem, place: Place): void;
  /** Removes and returns the place of the reasoning that `item` is once more, with the content that it lacked. */
  take(item: ResponseItem): Place | undefined;
}

/** Creates the record of one step. It has an index by id: an answer may have thousands of items. */
export const incompleteReasoning = <Place>(): IncompleteReasoning<Place> => {
  const byId = new Map<string, Place[]>();
  return {
    add: (item, place) => {
      if (item.type !== 'reasoning' || item.id === '' || isPresent(item.encrypted_content)) return;
      const known = byId.get(item.id);
      if (known === undefined) byId.set(item.id, [place]);
      else known.push(place);
    },
    take: (item) =>
      item.type === 'reasoning' && isPresent(item.encrypted_content) ? byId.get(item.id)?.shift() : undefined,
  };
};
