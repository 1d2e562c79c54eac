/** A list whose entries change, with immutable copies of it. */
export interface ChangingList<T> {
  /** Adds an entry and returns its index. */
  add(entry: T): number;
  set(index: number, entry: T): void;
  /** Replaces all entries. */
  reset(entries: readonly T[]): void;
  /** Returns a copy, the same one until an entry changes. */
  copy(): readonly T[];
  /** Returns an entry. */
  at(index: number): T | undefined;
  /** Returns the index of the first entry that has changed since the last call. */
  takeChange(): number;
  /** Returns the indexes of the entries that have changed since the last call, in ascending order. */
  takeChanges(): readonly number[];
}

const isSame = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);

/** The copy of every list without entries. */
export const NO_ENTRIES: readonly never[] = [];

/** Creates a list. Copying it is the only work that grows with its length. */
export const changingList = <T>(): ChangingList<T> => {
  let entries: T[] = [];
  let copied: readonly T[] = NO_ENTRIES;
  let isCopied = true;
  let changed = 0;
  /** Undefined before the first call of `takeChanges`: nobody else needs them. */
  let changes: Set<number> | undefined;
  const change = (index: number): void => {
    isCopied = false;
    changed = Math.min(changed, index);
    changes?.add(index);
  };
  return {
    add: (entry) => {
      const index = entries.push(entry) - 1;
      change(index);
      return index;
    },
    set: (index, entry) => {
      entries[index] = entry;
      change(index);
    },
    reset: (given) => {
      entries = [...given];
      isCopied = isSame(copied, entries);
      changed = 0;
      if (changes !== undefined) changes = new Set(entries.keys());
    },
    copy: () => {
      if (isCopied) return copied;
      isCopied = true;
      copied = entries.slice();
      return copied;
    },
    at: (index) => entries[index],
    takeChange: () => {
      const first = changed;
      changed = entries.length;
      return first;
    },
    takeChanges: () => {
      const taken = [...(changes ?? entries.keys())].sort((one, other) => one - other);
      changes = new Set();
      return taken;
    },
  };
};
