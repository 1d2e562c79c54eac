import { parseJsonText } from '../protocol/codec/json.js';

/** A JSON value while its text is received. A state machine without RxJS; create one per text. */
export interface IncrementalJson {
  /** Reads the next piece of the text. */
  add(piece: string): void;
  /**
   * Returns the value so far, which is immutable. Returns undefined before its first character, if it has not grown
   * since the last call, and while a copy would exceed the limit of `COPIES_PER_CHARACTER`. Completed members are the
   * same objects from one value to the next.
   */
  value(): unknown;
}

/** A list or an object whose end has not been read. */
type Open =
  | { readonly type: 'list'; readonly members: unknown[] }
  | { readonly type: 'object'; readonly members: Map<string, unknown>; key: string };

/** The state of the reader: the token that is expected or being read. */
type State = 'value' | 'key' | 'colon' | 'comma' | 'value_text' | 'key_text' | 'literal' | 'end';

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
  let state: State = 'value';
  let root: unknown;
  let text = ''; // the string or literal being read
  let escape = ''; // the part of an escape sequence read so far
  let width = 0; // the number of members that one value copies
  let credit = 0; // the number of members that may be copied
  let hasGrown = false;

  const put = (value: unknown): void => {
    const top = open.at(-1);
    state = top === undefined ? 'end' : 'comma';
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
    state = opened.type === 'list' ? 'value' : 'key';
  };

  const end = (type: Open['type']): void => {
    const top = open.pop();
    if (top?.type !== type) {
      state = 'end';
      return;
    }
    width -= widthOf(top);
    put(asValue(top, []));
  };

  const endText = (): void => {
    const top = open.at(-1);
    if (state === 'value_text') put(text);
    else if (top?.type === 'object') {
      top.key = text;
      state = 'colon';
    }
  };

  const addToEscape = (character: string): void => {
    escape += character;
    const kind = escape.charAt(1);
    if (kind === 'u' && escape.length < 6) return;
    text += kind === 'u' ? String.fromCharCode(Number.parseInt(escape.slice(2), 16)) : (ESCAPES.get(kind) ?? kind);
    escape = '';
  };

  /** Reads a string from an offset. Returns the offset after the characters read. */
  const readText = (piece: string, offset: number): number => {
    let from = offset;
    for (let next = offset; next < piece.length; next++) {
      const character = piece.charAt(next);
      if (escape === '' && character !== '"' && character !== '\\') continue;
      if (escape === '') text += piece.slice(from, next);
      from = next + 1;
      if (escape !== '') addToEscape(character);
      else if (character === '\\') escape = character;
      else {
        endText();
        return from;
      }
    }
    text += piece.slice(from);
    hasGrown ||= state === 'value_text';
    return piece.length;
  };

  const readLiteral = (piece: string, offset: number): number => {
    const rest = piece.slice(offset);
    const length = rest.search(/[\s,\]}]/);
    text += length < 0 ? rest : rest.slice(0, length);
    if (length < 0) return piece.length;
    const value = parseJsonText(text);
    if (value === undefined) state = 'end';
    else put(value);
    return offset + length;
  };

  /** Reads one character outside of strings and literals. Returns the offset to continue at. */
  const readMark = (piece: string, offset: number): number => {
    const character = piece.charAt(offset);
    const top = open.at(-1);
    if (/\s/.test(character)) return offset + 1;
    if (character === '"' && (state === 'value' || state === 'key')) {
      text = '';
      state = state === 'value' ? 'value_text' : 'key_text';
      hasGrown ||= state === 'value_text';
    } else if (character === ']') end('list');
    else if (character === '}') end('object');
    else if (character === ',' && state === 'comma') state = top?.type === 'list' ? 'value' : 'key';
    else if (character === ':' && state === 'colon') state = 'value';
    else if (character === '[' && state === 'value') begin({ type: 'list', members: [] });
    else if (character === '{' && state === 'value') begin({ type: 'object', members: new Map(), key: '' });
    else if (state === 'value') {
      text = '';
      state = 'literal';
      return offset;
    } else state = 'end';
    return offset + 1;
  };

  return {
    add: (piece) => {
      credit += piece.length * COPIES_PER_CHARACTER;
      for (let offset = 0; offset < piece.length && state !== 'end';) {
        if (state === 'value_text' || state === 'key_text') offset = readText(piece, offset);
        else offset = state === 'literal' ? readLiteral(piece, offset) : readMark(piece, offset);
      }
    },
    value: () => {
      if (!hasGrown || width > credit) return undefined;
      hasGrown = false;
      credit -= width;
      const inner: readonly unknown[] = state === 'value_text' ? [text] : [];
      const [whole = root] = open.reduceRight<readonly unknown[]>(
        (value, container) => [asValue(container, value)],
        inner,
      );
      return whole;
    },
  };
};
