import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { placeIndex, type PlaceIndex } from './placeIndex.js';
import { textEvent, type TextKind, type TextPlace } from './textEvent.js';
import { endsInHalf, withoutHalf } from './wholeCharacters.js';

/** One text of one item, as received so far. */
interface Text {
  readonly kind: TextKind;
  readonly place: TextPlace;
  readonly part: number | undefined;
  /** The number of texts begun before it. */
  readonly order: number;
  /** The number of code units received, including a half of a character that is held back. */
  length: number;
  /** The last piece. */
  last: string;
  /** The first half of a character, held back until its second half arrives. */
  held: string;
}

/** The texts of one stream: what was received of each, so that no character is emitted twice or in halves. */
export interface ReceivedText {
  /** Records a delta. Returns the text to emit, which may be empty: no event ends in half a character. */
  add(kind: TextKind, place: TextPlace, part: number | undefined, delta: string): string;
  /**
   * Returns the part of a whole text that no delta has held, and records it. '' for a finished item, and for a text that
   * its deltas do not begin.
   */
  rest(kind: TextKind, place: TextPlace, part: number | undefined, whole: string): string;
  /** True if a piece of the text was received. */
  has(kind: TextKind, place: TextPlace, part: number | undefined): boolean;
  /** Marks an item as begun: its texts are new, even if an earlier item was at the same place. */
  begin(place: TextPlace): void;
  /** Marks an item, which has texts of some kinds, as finished: nothing of them is missing. */
  finish(place: TextPlace, kinds: readonly TextKind[]): void;
  /** Emits the halves of characters that nothing has completed, as U+FFFD. */
  flush(emit: (event: ResponseEvent) => void): void;
}

/** Servers change ids with every event, but not positions, so two positions decide. */
const isAt = (text: TextPlace, { output_index, item_id }: TextPlace): boolean => {
  if (typeof text.output_index === 'number' && typeof output_index === 'number')
    return text.output_index === output_index;
  return typeof text.item_id !== 'string' || typeof item_id !== 'string' || text.item_id === item_id;
};

const hasPlace = ({ output_index, item_id }: TextPlace): boolean =>
  typeof output_index === 'number' || typeof item_id === 'string';

/** The records of finished items that are kept. Only texts after the end of their item need them. */
const FINISHED_KEPT = 64;

/**
 * Creates the record of one stream. It keeps lengths, not the texts.
 *
 * @param options.isContinued true for a stream that begins behind a cursor: nothing of its texts is filled in.
 */
// docs/decisions.md: text in more than one place
export const receivedText = ({ isContinued = false } = {}): ReceivedText => {
  // Of each kind, all texts, and those of each part: an answer may have thousands.
  const byKind = new Map<TextKind, PlaceIndex<Text>>();
  const byPart = new Map<string, PlaceIndex<Text>>();
  const texts = new Set<Text>();
  let count = 0;
  let finished: (TextPlace & { readonly kinds: readonly TextKind[] })[] = [];
  let latest: Text | undefined;

  const indexOf = <K>(indexes: Map<K, PlaceIndex<Text>>, key: K): PlaceIndex<Text> => {
    const known = indexes.get(key) ?? placeIndex<Text>();
    indexes.set(key, known);
    return known;
  };
  const keyOf = (kind: TextKind, part: number | undefined): string => `${kind} ${part ?? ''}`;
  const remove = (text: Text): void => {
    texts.delete(text);
    indexOf(byKind, text.kind).remove(text);
    indexOf(byPart, keyOf(text.kind, text.part)).remove(text);
  };

  const find = (kind: TextKind, place: TextPlace, part: number | undefined): Text | undefined =>
    byPart.get(keyOf(kind, part))?.first(place);

  const begin = (
    kind: TextKind,
    { output_index, item_id, call_id, tool }: TextPlace,
    part: number | undefined,
  ): Text => {
    const place = { output_index, item_id, call_id, ...(tool && { tool }) };
    const text: Text = { kind, part, place, order: count++, length: 0, last: '', held: '' };
    texts.add(text);
    indexOf(byKind, kind).add(text);
    indexOf(byPart, keyOf(kind, part)).add(text);
    return text;
  };

  const textAt = (kind: TextKind, place: TextPlace, part: number | undefined): Text => {
    // Nearly every delta continues the text of the one before it.
    if (latest?.kind === kind && latest.part === part && isAt(latest.place, place)) return latest;
    latest = find(kind, place, part) ?? begin(kind, place, part);
    return latest;
  };

  return {
    add: (kind, place, part, delta) => {
      const text = textAt(kind, place, part);
      text.length += delta.length;
      if (delta !== '') text.last = delta;
      const whole = text.held === '' ? delta : text.held + delta;
      if (!endsInHalf(whole)) {
        text.held = '';
        return whole;
      }
      text.held = whole.slice(-1);
      return whole.slice(0, -1);
    },
    rest: (kind, place, part, whole) => {
      if (isContinued) return ''; // the deltas before the cursor went to another stream
      if (hasPlace(place) && finished.some((each) => each.kinds.includes(kind) && isAt(each, place))) return '';
      const text = textAt(kind, place, part);
      const { length, last, held } = text;
      if (whole.length < length || !whole.startsWith(last, length - last.length)) return '';
      text.held = '';
      text.length = whole.length;
      text.last = '';
      return withoutHalf(held + whole.slice(length));
    },
    has: (kind, place, part) => (find(kind, place, part)?.length ?? 0) > 0,
    begin: (place) => {
      if (hasPlace(place)) finished = finished.filter((each) => !isAt(each, place));
    },
    finish: (place, kinds) => {
      latest = undefined;
      const isPlaced = hasPlace(place);
      for (const kind of kinds) {
        const index = byKind.get(kind);
        (isPlaced ? index?.all(place) : index?.unplaced())?.forEach(remove);
      }
      const { output_index, item_id } = place;
      if (isPlaced) finished = [...finished, { output_index, item_id, kinds }].slice(-FINISHED_KEPT);
    },
    flush: (emit) => {
      for (const text of texts) {
        if (text.held === '') continue;
        emit(textEvent(text.kind, text.place, text.part, withoutHalf(text.held)));
        text.held = '';
      }
    },
  };
};
