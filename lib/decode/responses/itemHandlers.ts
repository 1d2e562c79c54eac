import { isJsonObject, nonEmptyText } from '../../protocol/codec/json.js';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { TextPlace } from '../text/textEvent.js';
import { readItem } from './readItem.js';
import type { Stream } from './Stream.js';
import { emitMissing, kindsOf } from './textHandlers.js';

/** A frame that holds an item. */
interface ItemFrame extends TextPlace {
  readonly item: unknown;
}

/** The item of a frame. One that cannot be read is kept, and reported. */
const itemOf = ({ item: json }: ItemFrame, { observer }: Stream): ResponseItem => {
  const item = readItem(json);
  if (item.type === 'other') {
    const kind = isJsonObject(json) ? json['type'] : undefined;
    observer.skip(`item of type ${jsonExcerpt(kind, 50)} is unknown or malformed; kept as other`);
  }
  return item;
};

const placeIn = ({ item: json, item_id, output_index }: ItemFrame): TextPlace => ({
  output_index,
  item_id: (isJsonObject(json) ? nonEmptyText(json['id']) : undefined) ?? item_id,
});

/** Handles `response.output_item.added`. */
export const onItemAdded = (frame: ItemFrame, stream: Stream): void => {
  const item = itemOf(frame, stream);
  const place = placeIn(frame);
  stream.text.begin(place);
  stream.calls.begin(item, place);
  stream.observer.next({ type: 'output_item_added', item });
};

/**
 * Emits a finished item, after what its deltas have left out.
 *
 * @param isUnknown true for an item that no frame has announced: its texts are then emitted as deltas as well.
 */
export const emitItem = (item: ResponseItem, place: TextPlace, stream: Stream, isUnknown: boolean): void => {
  emitMissing(item, place, stream, isUnknown);
  stream.text.finish(place, kindsOf(item));
  stream.calls.finish(item, place);
  stream.finished.add(item);
  stream.observer.next({ type: 'output_item_done', item });
};

/** Handles `response.output_item.done`. */
export const onItemDone = (frame: ItemFrame, stream: Stream): void =>
  emitItem(itemOf(frame, stream), placeIn(frame), stream, false);
