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

const indexOf = <K>(indexes: Map<K, PlaceIndex<Text>>, key: K): PlaceIndex<Text> => {
  const known = indexes.get(key) ?? placeIndex<Text>();
  indexes.set(key, known);
  return known;
};
const keyOf = (kind: TextKind, part: number | undefined): string => `${kind} ${part ?? ''}`;

/**
 * Creates the record of one stream. It keeps lengths, not the texts.
 *
 * @param options.isContinued true for a stream that begins behind a cursor: nothing of its texts is filled in.
 */
// docs/decisions.md: text in more than one place
export const receivedText = ({ isContinued = false } = {}): ReceivedText => new Texts(isContinued);

/** A class, whose methods all streams share: an open stream with a closure for each would hold twice the memory. */
class Texts implements ReceivedText {
  readonly #isContinued: boolean;
  // Of each kind, all texts, and those of each part: an answer may have thousands.
  readonly #byKind = new Map<TextKind, PlaceIndex<Text>>();
  readonly #byPart = new Map<string, PlaceIndex<Text>>();
  readonly #texts = new Set<Text>();
  #count = 0;
  #finished: readonly (TextPlace & { readonly kinds: readonly TextKind[] })[] = [];
  #latest: Text | undefined;

  constructor(isContinued: boolean) {
    this.#isContinued = isContinued;
  }

  add(kind: TextKind, place: TextPlace, part: number | undefined, delta: string): string {
    const text = this.#textAt(kind, place, part);
    text.length += delta.length;
    if (delta !== '') text.last = delta;
    const whole = text.held === '' ? delta : text.held + delta;
    if (!endsInHalf(whole)) {
      text.held = '';
      return whole;
    }
    text.held = whole.slice(-1);
    return whole.slice(0, -1);
  }

  rest(kind: TextKind, place: TextPlace, part: number | undefined, whole: string): string {
    if (this.#isContinued) return ''; // the deltas before the cursor went to another stream
    if (hasPlace(place) && this.#finished.some((each) => each.kinds.includes(kind) && isAt(each, place))) return '';
    const text = this.#textAt(kind, place, part);
    const { length, last, held } = text;
    if (whole.length < length || !whole.startsWith(last, length - last.length)) return '';
    text.held = '';
    text.length = whole.length;
    text.last = '';
    return withoutHalf(held + whole.slice(length));
  }

  has(kind: TextKind, place: TextPlace, part: number | undefined): boolean {
    return (this.#find(kind, place, part)?.length ?? 0) > 0;
  }

  begin(place: TextPlace): void {
    if (this.#finished.length > 0 && hasPlace(place))
      this.#finished = this.#finished.filter((each) => !isAt(each, place));
  }

  finish(place: TextPlace, kinds: readonly TextKind[]): void {
    this.#latest = undefined;
    const isPlaced = hasPlace(place);
    for (const kind of kinds) {
      const index = this.#byKind.get(kind);
      for (const text of (isPlaced ? index?.all(place) : index?.unplaced()) ?? []) this.#remove(text);
    }
    const { output_index, item_id } = place;
    if (isPlaced) this.#finished = [...this.#finished, { output_index, item_id, kinds }].slice(-FINISHED_KEPT);
  }

  flush(emit: (event: ResponseEvent) => void): void {
    for (const text of this.#texts) {
      if (text.held === '') continue;
      emit(textEvent(text.kind, text.place, text.part, withoutHalf(text.held)));
      text.held = '';
    }
  }

  #find(kind: TextKind, place: TextPlace, part: number | undefined): Text | undefined {
    return this.#byPart.get(keyOf(kind, part))?.first(place);
  }

  #textAt(kind: TextKind, place: TextPlace, part: number | undefined): Text {
    const latest = this.#latest;
    // Nearly every delta continues the text of the one before it.
    if (latest?.kind === kind && latest.part === part && isAt(latest.place, place)) return latest;
    return (this.#latest = this.#find(kind, place, part) ?? this.#begin(kind, place, part));
  }

  #begin(kind: TextKind, { output_index, item_id, call_id, tool }: TextPlace, part: number | undefined): Text {
    const place = { output_index, item_id, call_id, ...(tool && { tool }) };
    const text: Text = { kind, part, place, order: this.#count++, length: 0, last: '', held: '' };
    this.#texts.add(text);
    indexOf(this.#byKind, kind).add(text);
    indexOf(this.#byPart, keyOf(kind, part)).add(text);
    return text;
  }

  #remove(text: Text): void {
    this.#texts.delete(text);
    indexOf(this.#byKind, text.kind).remove(text);
    indexOf(this.#byPart, keyOf(text.kind, text.part)).remove(text);
  }
}
