import type { TextPlace } from './textEvent.js';

/** Something that was begun at a place. */
interface Placed {
  readonly place: TextPlace;
  /** The number of those begun before it. */
  readonly order: number;
}

/** Finds what was begun at a place without looking at everything that was begun. */
export interface PlaceIndex<T extends Placed> {
  add(entry: T): void;
  remove(entry: T): void;
  /** Returns the first entry at a place. */
  first(place: TextPlace): T | undefined;
  /** Returns all entries at a place. */
  all(place: TextPlace): readonly T[];
  /** Returns the entries that have neither a position nor an id. */
  unplaced(): readonly T[];
}

/** Sets by a key. A set that has become empty is removed. */
class SetsByKey<T> {
  #sets: Map<unknown, Set<T>> | undefined; // made when needed, as each open answer has several of these

  get(key: unknown): ReadonlySet<T> {
    return this.#sets?.get(key) ?? new Set<T>();
  }

  add(key: unknown, entry: T): void {
    this.#sets ??= new Map();
    const set = this.#sets.get(key);
    if (set === undefined) this.#sets.set(key, new Set([entry]));
    else set.add(entry);
  }

  remove(key: unknown, entry: T): void {
    const set = this.#sets?.get(key);
    set?.delete(entry);
    if (set?.size === 0) this.#sets?.delete(key);
  }
}

const positionIn = ({ output_index }: TextPlace): number | undefined =>
  typeof output_index === 'number' ? output_index : undefined;
const idIn = ({ item_id }: TextPlace): string | undefined => (typeof item_id === 'string' ? item_id : undefined);

type Side = 'true' | 'false';
const sideOf = ({ place }: Placed): Side => (positionIn(place) === undefined ? 'false' : 'true');

/**
 * Creates an empty index. Servers change ids with every event, but not positions: two positions decide. Without one of
 * them, two ids decide; without one of these, the places are the same.
 */
export const placeIndex = <T extends Placed>(): PlaceIndex<T> => new Index<T>();

const firstOf = <T extends Placed>(sets: readonly ReadonlySet<T>[]): T | undefined => {
  let found: T | undefined;
  for (const set of sets) {
    const [entry] = set;
    if (entry !== undefined && (found === undefined || entry.order < found.order)) found = entry;
  }
  return found;
};

class Index<T extends Placed> implements PlaceIndex<T> {
  readonly #byPosition = new SetsByKey<T>();
  // Separate for entries with a position (true) and without one (false), by their id.
  readonly #byId = { true: new SetsByKey<T>(), false: new SetsByKey<T>() };
  readonly #every = new SetsByKey<T>();

  add(entry: T): void {
    const [position, side] = [positionIn(entry.place), sideOf(entry)];
    if (position !== undefined) this.#byPosition.add(position, entry);
    this.#byId[side].add(idIn(entry.place), entry);
    this.#every.add(side, entry);
  }

  remove(entry: T): void {
    const side = sideOf(entry);
    this.#byPosition.remove(positionIn(entry.place), entry);
    this.#byId[side].remove(idIn(entry.place), entry);
    this.#every.remove(side, entry);
  }

  first(place: TextPlace): T | undefined {
    return firstOf(this.#setsAt(place));
  }

  all(place: TextPlace): readonly T[] {
    return this.#setsAt(place).flatMap((set) => [...set]);
  }

  unplaced(): readonly T[] {
    return [...this.#byId.false.get(undefined)];
  }

  #setsAt(place: TextPlace): readonly ReadonlySet<T>[] {
    const [position, id] = [positionIn(place), idIn(place)];
    const placed = position === undefined ? this.#sameId('true', id) : [this.#byPosition.get(position)];
    return [...placed, ...this.#sameId('false', id)];
  }

  /** The sets of the entries of one side that are at a place by their ids alone. */
  #sameId(side: Side, id: string | undefined): readonly ReadonlySet<T>[] {
    if (id === undefined) return [this.#every.get(side)];
    return [this.#byId[side].get(undefined), this.#byId[side].get(id)];
  }
}
