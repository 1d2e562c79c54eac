import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { withoutHalf } from '../text/wholeCharacters.js';

/** The members of an entry of `reasoning_details` whose pieces are joined. Encrypted data comes whole. */
const TEXTS = ['text', 'summary'] as const;

const typeOf = (entry: unknown): unknown => (isJsonObject(entry) ? entry['type'] : undefined);

/** True if a piece continues the entry before it: text of the same kind and of the same index. */
const continues = (before: JsonObject, piece: JsonObject): boolean =>
  before['type'] === piece['type'] &&
  before['index'] === piece['index'] &&
  TEXTS.some(
    (key) => typeof before[key] === 'string' && (typeof piece[key] === 'string' || piece['signature'] !== undefined),
  ) &&
  (nonEmptyText(before['signature']) === undefined || nonEmptyText(piece['signature']) === undefined);

type Members = Record<string, unknown>;

/** Defines and does not set: a server may send the name `__proto__`. */
const define = (object: Members, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
};

/** The members whose pieces are joined to one text. Of any other text, the last one counts. */
const STREAMED: ReadonlySet<string> = new Set(['reasoning_text']);

/** Objects in objects are joined up to this depth; below it, the last one counts. */
const DEEPEST = 32;

/** Joins the pieces in objects of its own, which it changes: a copy for each piece would take quadratic time. */
const joiner = () => {
  const objects = new WeakMap<JsonObject, Members>(); // our copies, by themselves
  const lists = new WeakMap<object, unknown[]>();

  const ownObject = (value: JsonObject): Members => {
    const known = objects.get(value);
    if (known !== undefined) return known;
    const copy: Members = {};
    for (const [name, member] of Object.entries(value)) define(copy, name, member);
    objects.set(copy, copy);
    return copy;
  };
  const ownList = (value: unknown): unknown[] => {
    const known = Array.isArray(value) ? lists.get(value) : undefined;
    if (known !== undefined) return known;
    const copy: unknown[] = [];
    if (Array.isArray(value)) for (const entry of value) copy.push(entry);
    lists.set(copy, copy);
    return copy;
  };

  const joinEntries = (before: Members, piece: JsonObject): void => {
    for (const [name, value] of Object.entries(piece)) {
      if (value === null || value === undefined) continue;
      const text = before[name];
      const isJoined = TEXTS.some((key) => key === name) && typeof text === 'string' && typeof value === 'string';
      define(before, name, isJoined ? text + value : value);
    }
  };
  const joinLists = (before: unknown, pieces: readonly unknown[]): readonly unknown[] => {
    const entries = ownList(before);
    for (const piece of pieces) {
      const last = entries.at(-1);
      const isContinued =
        isJsonObject(last) && isJsonObject(piece) && typeOf(piece) !== 'reasoning.encrypted' && continues(last, piece);
      if (!isContinued) {
        entries.push(piece);
        continue;
      }
      const own = ownObject(last);
      entries[entries.length - 1] = own;
      joinEntries(own, piece);
    }
    return entries;
  };
  const joinValues = (name: string, before: unknown, value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return joinLists(before, value);
    if (isJsonObject(before) && isJsonObject(value) && depth < DEEPEST)
      return join(ownObject(before), value, depth + 1);
    return STREAMED.has(name) && typeof before === 'string' && typeof value === 'string' ? before + value : value;
  };
  const join = (state: Members, piece: JsonObject, depth: number): Members => {
    for (const [name, value] of Object.entries(piece))
      define(state, name, joinValues(name, Object.hasOwn(state, name) ? state[name] : undefined, value, depth));
    return state;
  };
  return join;
};

const NO_STATE: JsonObject = {};

/**
 * Joins the pieces of members that only the server can read: objects by their members, texts of reasoning piece by
 * piece, lists by their entries. In a list, consecutive pieces of one text become one entry. The pieces are not changed.
 */
export const joinState = (pieces: readonly JsonObject[]): JsonObject => {
  const [first] = pieces;
  if (first === undefined) return NO_STATE;
  const join = joiner();
  const state: Members = {};
  for (const piece of pieces) join(state, piece, 0);
  return state;
};

const wholeEntry = (entry: unknown): unknown => {
  if (!isJsonObject(entry)) return entry;
  const texts = TEXTS.flatMap((key) => {
    const text = entry[key];
    return typeof text === 'string' ? [[key, withoutHalf(text)] as const] : [];
  });
  return { ...entry, ...Object.fromEntries(texts) };
};

const wholeValue = (value: unknown): unknown => {
  if (typeof value === 'string') return withoutHalf(value);
  return Array.isArray(value) ? value.map(wholeEntry) : value;
};

/** Returns the joined members at the end of an answer: a half of a character at the end of a text becomes U+FFFD. */
export const wholeState = (state: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [name, wholeValue(value)]));
