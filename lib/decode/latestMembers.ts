import { isJsonObject, isPresent, type JsonObject } from '../protocol/codec/json.js';

/** The latest value of each member of the objects that a stream sends, e.g. of its counts of tokens. */
export interface LatestMembers {
  /** Reads an object. A member that is null keeps its earlier value. */
  readonly read: (given: unknown) => void;
  get(name: string): unknown;
  /** All members so far. */
  all(): JsonObject;
}

/** Creates the record of one stream. A copy of an object for each frame would take quadratic time with many names. */
export const latestMembers = (): LatestMembers => {
  const members = new Map<string, unknown>();
  return {
    read: (given) => {
      if (!isJsonObject(given)) return;
      for (const [name, value] of Object.entries(given)) if (isPresent(value)) members.set(name, value);
    },
    get: (name) => members.get(name),
    all: () => Object.fromEntries(members),
  };
};
