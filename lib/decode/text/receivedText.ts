import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { textEvent, type TextKind, type TextPlace } from './textEvent.js';
import { hasPlace, isAt, textRecords, type TextRecord } from './textRecords.js';
import { endsInHalf, withoutHalf } from './wholeCharacters.js';

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

/** The place of a finished item, and the kinds of its texts. */
interface FinishedItem extends TextPlace {
  readonly kinds: readonly TextKind[];
}
const NONE: readonly FinishedItem[] = [];

/** The records of finished items that are kept. Only texts after the end of their item need them. */
const FINISHED_KEPT = 64;

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
  readonly #texts = textRecords();
  #count = 0;
  #finished: readonly FinishedItem[] = NONE;
  #latest: TextRecord | undefined;

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
    return (this.#texts.find(kind, place, part)?.length ?? 0) > 0;
  }

  begin(place: TextPlace): void {
    if (this.#finished.length > 0 && hasPlace(place))
      this.#finished = this.#finished.filter((each) => !isAt(each, place));
  }

  finish(place: TextPlace, kinds: readonly TextKind[]): void {
    this.#latest = undefined;
    const isPlaced = hasPlace(place);
    for (const kind of kinds) {
      const texts = isPlaced ? this.#texts.at(kind, place) : this.#texts.unplaced(kind);
      for (const text of texts) this.#texts.remove(text);
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

  #textAt(kind: TextKind, place: TextPlace, part: number | undefined): TextRecord {
    const latest = this.#latest;
    // Nearly every delta continues the text of the one before it.
    if (latest?.kind === kind && latest.part === part && isAt(latest.place, place)) return latest;
    return (this.#latest = this.#texts.find(kind, place, part) ?? this.#begin(kind, place, part));
  }

  #begin(kind: TextKind, { output_index, item_id, call_id, tool }: TextPlace, part: number | undefined): TextRecord {
    const place = { output_index, item_id, call_id, ...(tool && { tool }) };
    const text: TextRecord = { kind, part, place, order: this.#count++, length: 0, last: '', held: '' };
    this.#texts.add(text);
    return text;
  }
}
