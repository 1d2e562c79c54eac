import { isJsonObject, nonEmptyText, writeJsonText } from '../../protocol/codec/json.js';

/** The maximum number of members that the indexes of a call leave out: a huge index would create a huge list. */
const MOST_LEFT_OUT = 10_000;

/** The maximum number of keys in a path. Arguments that are nested more deeply could not be written as JSON. */
const LONGEST_PATH = 100;

type Node = Map<string, unknown> | unknown[];
type Key = string | number;

const STEP = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g;

/** Splits a path such as `$.a.b[0]` into its keys. */
const keysOf = (path: string): readonly Key[] =>
  [...path.matchAll(STEP)].map(([, name, index, single, double]) =>
    index === undefined ? (name ?? single ?? double ?? '') : Number(index),
  );

const read = (node: Node, key: Key): unknown => {
  if (!Array.isArray(node)) return node.get(String(key));
  return typeof key === 'number' ? node[key] : undefined;
};

/** Creates the container of a key: a list for an index, a map for a name. */
const containerOf = (key: Key | undefined): Node => (typeof key === 'number' ? [] : new Map<string, unknown>());

// A Map instead of an object: a path may contain the name `__proto__`.
const isNode = (value: unknown): value is Node => Array.isArray(value) || value instanceof Map;

const asJson = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asJson);
  return value instanceof Map ? Object.fromEntries([...value].map(([key, member]) => [key, asJson(member)])) : value;
};

/** The arguments of a call that arrive in pieces. */
export interface PartialArguments {
  /** Adds the pieces of one chunk. */
  add(pieces: readonly unknown[]): void;
  /** The arguments so far, as JSON text. */
  text(): string;
}

/**
 * Assembles arguments from pieces that each name a path and a value, e.g. `{ jsonPath: '$.city', stringValue: 'Ber',
 * willContinue: true }`. A string that continues is extended by the next piece of its path.
 */
// docs/wire.md, section 15.2
export const partialArguments = (): PartialArguments => {
  const root = new Map<string, unknown>();
  let open: string | undefined;
  let leftOut = 0; // of all lists: each of them would take the memory of a member

  const write = (node: Node, key: Key, value: unknown): void => {
    if (!Array.isArray(node)) {
      node.set(String(key), value);
      return;
    }
    if (typeof key !== 'number') return;
    const skipped = Math.max(0, key - node.length);
    if (leftOut + skipped > MOST_LEFT_OUT) return;
    leftOut += skipped;
    node[key] = value;
  };

  const set = (path: string, value: unknown): void => {
    const keys = keysOf(path);
    if (keys.length > LONGEST_PATH) return;
    let node: Node = root;
    keys.forEach((key, place) => {
      if (place === keys.length - 1) {
        const old = read(node, key);
        write(node, key, open === path && typeof old === 'string' && typeof value === 'string' ? old + value : value);
        return;
      }
      const inner = read(node, key);
      const next = isNode(inner) ? inner : containerOf(keys[place + 1]);
      if (next !== inner) write(node, key, next);
      node = next;
    });
  };

  return {
    add: (pieces) => {
      for (const piece of pieces) {
        if (!isJsonObject(piece)) continue;
        const path = nonEmptyText(piece['jsonPath']);
        if (path === undefined) continue;
        const value = piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue'];
        set(path, value ?? null);
        open = piece['willContinue'] === true ? path : undefined;
      }
    },
    text: () => writeJsonText(asJson(root)) ?? '{}',
  };
};
