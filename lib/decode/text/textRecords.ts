import { expectFewOpen } from '../expectFewOpen.js';
import { placeIndex, type PlaceIndex } from './placeIndex.js';
import type { TextKind, TextPlace } from './textEvent.js';

/** One text of one item, as received so far. */
export interface TextRecord {
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

/** The unfinished texts of one stream. */
export interface TextRecords extends Iterable<TextRecord> {
  add(text: TextRecord): void;
  remove(text: TextRecord): void;
  /** Returns the first text of a kind and a part at a place. */
  find(kind: TextKind, place: TextPlace, part: number | undefined): TextRecord | undefined;
  /** Returns the texts of a kind at a place. */
  at(kind: TextKind, place: TextPlace): readonly TextRecord[];
  /** Returns the texts of a kind that have neither a position nor an id. */
  unplaced(kind: TextKind): readonly TextRecord[];
}

/** Servers change ids with every event, but not positions, so two positions decide. */
export const isAt = (text: TextPlace, { output_index, item_id }: TextPlace): boolean => {
  if (typeof text.output_index === 'number' && typeof output_index === 'number')
    return text.output_index === output_index;
  return typeof text.item_id !== 'string' || typeof item_id !== 'string' || text.item_id === item_id;
};

/** True for a place with a position or an id. */
export const hasPlace = ({ output_index, item_id }: TextPlace): boolean =>
  typeof output_index === 'number' || typeof item_id === 'string';

/** The number of texts up to which a list is as fast as the indexes. Those hold ten times the memory. */
const FEW = 16;

/** Creates an empty record. Nearly all answers have a few texts at a time, and some have thousands. */
export const textRecords = (): TextRecords => new Records();

class Records implements TextRecords {
  #few: TextRecord[] = [];
  #many: ManyRecords | undefined;

  add(text: TextRecord): void {
    if (this.#many === undefined && this.#few.length === FEW) {
      this.#many = new ManyRecords(this.#few);
      this.#few = [];
    }
    if (this.#many === undefined)
      this.#few = [...this.#few, text]; // `push` would make room for seventeen
    else this.#many.add(text);
  }

  remove(text: TextRecord): void {
    if (this.#many === undefined) this.#few = this.#few.filter((each) => each !== text);
    else this.#many.remove(text);
  }

  find(kind: TextKind, place: TextPlace, part: number | undefined): TextRecord | undefined {
    return this.#many === undefined
      ? this.#few.find((text) => text.kind === kind && text.part === part && isAt(text.place, place))
      : this.#many.find(kind, place, part);
  }

  at(kind: TextKind, place: TextPlace): readonly TextRecord[] {
    return this.#many === undefined
      ? this.#few.filter((text) => text.kind === kind && isAt(text.place, place))
      : this.#many.at(kind, place);
  }

  unplaced(kind: TextKind): readonly TextRecord[] {
    return this.#many === undefined
      ? this.#few.filter((text) => text.kind === kind && !hasPlace(text.place))
      : this.#many.unplaced(kind);
  }

  [Symbol.iterator](): Iterator<TextRecord> {
    return (this.#many ?? this.#few)[Symbol.iterator]();
  }
}

const indexOf = <K>(indexes: Map<K, PlaceIndex<TextRecord>>, key: K): PlaceIndex<TextRecord> => {
  const known = indexes.get(key) ?? placeIndex<TextRecord>();
  indexes.set(key, known);
  return known;
};
const keyOf = (kind: TextKind, part: number | undefined): string => `${kind} ${part ?? ''}`;

/** Indexes of all texts of a kind, and of those of each part. */
class ManyRecords implements TextRecords {
  readonly #byKind = new Map<TextKind, PlaceIndex<TextRecord>>();
  readonly #byPart = new Map<string, PlaceIndex<TextRecord>>();
  readonly #texts = new Set<TextRecord>();

  constructor(texts: readonly TextRecord[]) {
    for (const text of texts) this.add(text);
  }

  add(text: TextRecord): void {
    this.#texts.add(text);
    expectFewOpen(this.#texts.size);
    indexOf(this.#byKind, text.kind).add(text);
    indexOf(this.#byPart, keyOf(text.kind, text.part)).add(text);
  }

  remove(text: TextRecord): void {
    this.#texts.delete(text);
    indexOf(this.#byKind, text.kind).remove(text);
    indexOf(this.#byPart, keyOf(text.kind, text.part)).remove(text);
  }

  find(kind: TextKind, place: TextPlace, part: number | undefined): TextRecord | undefined {
    return this.#byPart.get(keyOf(kind, part))?.first(place);
  }

  at(kind: TextKind, place: TextPlace): readonly TextRecord[] {
    return this.#byKind.get(kind)?.all(place) ?? [];
  }

  unplaced(kind: TextKind): readonly TextRecord[] {
    return this.#byKind.get(kind)?.unplaced() ?? [];
  }

  [Symbol.iterator](): Iterator<TextRecord> {
    return this.#texts[Symbol.iterator]();
  }
}
