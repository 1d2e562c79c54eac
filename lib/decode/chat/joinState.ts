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

const joinEntries = (before: JsonObject, piece: JsonObject): JsonObject => {
  const given = Object.entries(piece).filter(([, value]) => value !== null && value !== undefined);
  const joined = TEXTS.flatMap((key) =>
    typeof before[key] === 'string' && typeof piece[key] === 'string' ? [[key, before[key] + piece[key]] as const] : [],
  );
  return { ...before, ...Object.fromEntries(given), ...Object.fromEntries(joined) };
};

const joinLists = (before: readonly unknown[], pieces: readonly unknown[]): readonly unknown[] => {
  const entries = [...before];
  for (const piece of pieces) {
    const last = entries.at(-1);
    if (isJsonObject(last) && isJsonObject(piece) && typeOf(piece) !== 'reasoning.encrypted' && continues(last, piece))
      entries[entries.length - 1] = joinEntries(last, piece);
    else entries.push(piece);
  }
  return entries;
};

/** The members whose pieces are joined to one text. Of any other text, the last one counts. */
const STREAMED: ReadonlySet<string> = new Set(['reasoning_text']);

const joinValues = (name: string, before: unknown, value: unknown): unknown => {
  if (Array.isArray(value)) return joinLists(Array.isArray(before) ? before : [], value);
  if (isJsonObject(before) && isJsonObject(value)) return joinState(before, value);
  return STREAMED.has(name) && typeof before === 'string' && typeof value === 'string' ? before + value : value;
};

/**
 * Joins the pieces of members that only the server can read: objects by their members, texts of reasoning piece by
 * piece, lists by their entries. In a list, consecutive pieces of one text become one entry.
 */
export const joinState = (before: JsonObject, pieces: JsonObject): JsonObject => {
  const names = Object.keys(pieces);
  if (names.length === 0) return before;
  const joined: Record<string, unknown> = { ...before };
  for (const name of names)
    Object.defineProperty(joined, name, {
      value: joinValues(name, Object.hasOwn(before, name) ? before[name] : undefined, pieces[name]),
      enumerable: true,
      configurable: true,
      writable: true, // defined and not set: a server may send the name __proto__
    });
  return joined;
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
