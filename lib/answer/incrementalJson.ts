import { parseJsonText } from '../protocol/codec/json.js';

/** A JSON value while its text is received. A plain state machine, created per text. */
export interface IncrementalJson {
  /** Reads the next piece of the text. */
  add(piece: string): void;
  /**
   * Returns the value so far, which is immutable; undefined before its first character, and if it has not grown since
   * the last call. Completed members are the same objects from one value to the next.
   */
  value(): unknown;
}

/** A list or an object whose end has not been read. */
type Open =
  | { readonly type: 'list'; readonly members: unknown[] }
  | { readonly type: 'object'; readonly members: Map<string, unknown>; key: string };

/** The state of the reader: the token that is expected or being read. */
type Place = 'value' | 'key' | 'colon' | 'comma' | 'value_text' | 'key_text' | 'literal' | 'end';

/**
 * The number of members that `value()` may copy per character read. Each call copies the members of all open lists and
 * objects. With this limit, a long list of short members is not returned after each of them, and the total cost is
 * linear in the length of the text.
 */
const COPIES_PER_CHARACTER = 16;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
]);

/**
 * An open list or object as a value, with `inner` as its last member. Nothing is assigned: a key may be `__proto__`.
 */
const asValue = (open: Open, inner: readonly unknown[]): unknown =>
  open.type === 'list'
    ? [...open.members, ...inner]
    : Object.fromEntries([...open.members, ...inner.map((value) => [open.key, value] as const)]);

const widthOf = ({ members }: Open): number => 1 + ('size' in members ? members.size : members.length);

/**
 * Creates a reader of JSON that reads every character once. A string is in the value while it grows; a number, `true`,
 * `false` and `null` when it is complete; a member of an object once its value has begun. At the first character that
 * is not valid JSON the value stops growing, without an error: `JSON.parse` reports it for the complete text.
 */
export const incrementalJson = (): IncrementalJson => {
  const open: Open[] = [];
  let place: Place = 'value';
  let root: unknown;
  let said = ''; // the string or literal being read
  let escape = ''; // the part of an escape sequence read so far
  let width = 0; // the number of members that one value copies
  let credit = 0; // the number of members that may be copied
  let hasGrown = false;

  const put = (value: unknown): void => {
    const top = open.at(-1);
    place = top === undefined ? 'end' : 'comma';
    hasGrown = true;
    if (top === undefined) {
      root = value;
      return;
    }
    width -= widthOf(top);
    if (top.type === 'list') top.members.push(value);
    else top.members.set(top.key, value);
    width += widthOf(top);
  };

  const begin = (opened: Open): void => {
    open.push(opened);
    width += widthOf(opened);
    hasGrown = true;
    place = opened.type === 'list' ? 'value' : 'key';
  };

  const end = (type: Open['type']): void => {
    const top = open.pop();
    if (top?.type !== type) {
      place = 'end';
      return;
    }
    width -= widthOf(top);
    put(asValue(top, []));
  };

  const endText = (): void => {
    const top = open.at(-1);
    if (place === 'value_text') put(said);
    else if (top?.type === 'object') {
      top.key = said;
      place = 'colon';
    }
  };

  const addToEscape = (character: string): void => {
    escape += character;
    const kind = escape.charAt(1);
    if (kind === 'u' && escape.length < 6) return;
    said += kind === 'u' ? String.fromCharCode(Number.parseInt(escape.slice(2), 16)) : (ESCAPES.get(kind) ?? kind);
    escape = '';
  };

  /** Reads a string from an offset. Returns the offset after the part that was read. */
  const readText = (piece: string, at: number): number => {
    let from = at;
    for (let next = at; next < piece.length; next++) {
      const character = piece.charAt(next);
      if (escape === '' && character !== '"' && character !== '\\') continue;
      if (escape === '') said += piece.slice(from, next);
      from = next + 1;
      if (escape !== '') addToEscape(character);
      else if (character === '\\') escape = character;
      else {
        endText();
        return from;
      }
    }
    said += piece.slice(from);
    hasGrown ||= place === 'value_text';
    return piece.length;
  };

  const readLiteral = (piece: string, at: number): number => {
    const rest = piece.slice(at);
    const length = rest.search(/[\s,\]}]/);
    said += length < 0 ? rest : rest.slice(0, length);
    if (length < 0) return piece.length;
    const value = parseJsonText(said);
    if (value === undefined) place = 'end';
    else put(value);
    return at + length;
  };

  /** Reads one character outside of strings and literals. Returns the offset to continue at. */
  const readMark = (piece: string, at: number): number => {
    const character = piece.charAt(at);
    const top = open.at(-1);
    if (/\s/.test(character)) return at + 1;
    if (character === '"' && (place === 'value' || place === 'key')) {
      said = '';
      place = place === 'value' ? 'value_text' : 'key_text';
      hasGrown ||= place === 'value_text';
    } else if (character === ']') end('list');
    else if (character === '}') end('object');
    else if (character === ',' && place === 'comma') place = top?.type === 'list' ? 'value' : 'key';
    else if (character === ':' && place === 'colon') place = 'value';
    else if (character === '[' && place === 'value') begin({ type: 'list', members: [] });
    else if (character === '{' && place === 'value') begin({ type: 'object', members: new Map(), key: '' });
    else if (place === 'value') {
      said = '';
      place = 'literal';
      return at;
    } else place = 'end';
    return at + 1;
  };

  return {
    add: (piece) => {
      credit += piece.length * COPIES_PER_CHARACTER;
      for (let at = 0; at < piece.length && place !== 'end';) {
        if (place === 'value_text' || place === 'key_text') at = readText(piece, at);
        else at = place === 'literal' ? readLiteral(piece, at) : readMark(piece, at);
      }
    },
    value: () => {
      if (!hasGrown || width > credit) return undefined;
      hasGrown = false;
      credit -= width;
      const inner: readonly unknown[] = place === 'value_text' ? [said] : [];
      const [whole = root] = open.reduceRight<readonly unknown[]>((value, each) => [asValue(each, value)], inner);
      return whole;
    },
  };
};
