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
const setsByKey = <T>() => {
  const sets = new Map<unknown, Set<T>>();
  return {
    get: (key: unknown): ReadonlySet<T> => sets.get(key) ?? new Set<T>(),
    add: (key: unknown, entry: T): void => {
      const set = sets.get(key);
      if (set === undefined) sets.set(key, new Set([entry]));
      else set.add(entry);
    },
    remove: (key: unknown, entry: T): void => {
      const set = sets.get(key);
      set?.delete(entry);
      if (set?.size === 0) sets.delete(key);
    },
  };
};

const positionIn = ({ output_index }: TextPlace): number | undefined =>
  typeof output_index === 'number' ? output_index : undefined;
const idIn = ({ item_id }: TextPlace): string | undefined => (typeof item_id === 'string' ? item_id : undefined);

/**
 * Creates an empty index. Servers change ids with every event, but not positions: two positions decide. Without one of
 * them, two ids decide; without one of these, the places are the same.
 */
export const placeIndex = <T extends Placed>(): PlaceIndex<T> => {
  const byPosition = setsByKey<T>();
  // Separate for entries with a position (true) and without one (false), by their id.
  const byId = { true: setsByKey<T>(), false: setsByKey<T>() };
  const every = { true: new Set<T>(), false: new Set<T>() };

  const side = (entry: T): 'true' | 'false' => (positionIn(entry.place) === undefined ? 'false' : 'true');

  /** The sets of the entries of one side that are at a place by their ids alone. */
  const sameId = (of: 'true' | 'false', id: string | undefined): readonly ReadonlySet<T>[] =>
    id === undefined ? [every[of]] : [byId[of].get(undefined), byId[of].get(id)];
  const setsAt = (place: TextPlace): readonly ReadonlySet<T>[] => {
    const [position, id] = [positionIn(place), idIn(place)];
    const placed = position === undefined ? sameId('true', id) : [byPosition.get(position)];
    return [...placed, ...sameId('false', id)];
  };

  return {
    add: (entry) => {
      const position = positionIn(entry.place);
      if (position !== undefined) byPosition.add(position, entry);
      byId[side(entry)].add(idIn(entry.place), entry);
      every[side(entry)].add(entry);
    },
    remove: (entry) => {
      byPosition.remove(positionIn(entry.place), entry);
      byId[side(entry)].remove(idIn(entry.place), entry);
      every[side(entry)].delete(entry);
    },
    first: (place) => {
      let found: T | undefined;
      for (const set of setsAt(place)) {
        const [entry] = set;
        if (entry !== undefined && (found === undefined || entry.order < found.order)) found = entry;
      }
      return found;
    },
    all: (place) => setsAt(place).flatMap((set) => [...set]),
    unplaced: () => [...byId.false.get(undefined)],
  };
};
