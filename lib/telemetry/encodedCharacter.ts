/** Entities that gateways write for the characters of keys and passwords. */
const ENTITIES: ReadonlyMap<string, string> = new Map(
  [
    ...(['amp:&', 'lt:<', 'gt:>', 'quot:"', "apos:'", 'sol:/', 'bsol:\\', 'plus:+', 'equals:=', 'lowbar:_'] as const),
    ...(['period:.', 'colon::', 'semi:;', 'num:#', 'percnt:%', 'commat:@', 'dollar:$', 'excl:!', 'ast:*'] as const),
    ...([
      'lpar:(',
      'rpar:)',
      'comma:,',
      'quest:?',
      'lsqb:[',
      'rsqb:]',
      'lcub:{',
      'rcub:}',
      'verbar:|',
      'grave:`',
    ] as const),
    ...(['Hat:^', 'hyphen:-', 'dash:-', 'nbsp: '] as const),
  ].map((entry) => [entry.slice(0, entry.indexOf(':')), entry.slice(entry.indexOf(':') + 1)]),
);

// Each has a bound, so that a long row of one character is not read again from each of its places.
const ESCAPE = /\\{1,64}(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([^\\]))/iy;
const BACKSLASHES = /\\{1,64}/y;
const PERCENT = /%(?:25){0,3}([0-9a-f]{2})/iy;
const ENTITY = /&(?:amp;){0,3}(?:#x0{0,6}([0-9a-f]{1,6})|#0{0,6}([0-9]{1,7})|([a-z]{2,8}));?/iy;
/** An escape that the end of the text has cut. */
const CUT_ESCAPE = /(?:\\{1,64}(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|%(?:25){0,3}[0-9a-f]?|&(?:amp;){0,3}[#a-z0-9]{0,10})$/iy;

/** More characters than a cut escape has. */
const LONGEST_ESCAPE = 96;

const matchAt = (pattern: RegExp, text: string, offset: number): RegExpExecArray | null => {
  pattern.lastIndex = offset;
  return pattern.exec(text);
};

/** True if the rest of a text is an escape that its end has cut. */
const isCut = (text: string, offset: number): boolean =>
  text.length - offset < LONGEST_ESCAPE && matchAt(CUT_ESCAPE, text, offset) !== null;

const fromCode = (digits: string, radix: number): string => {
  const code = Number.parseInt(digits, radix);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
};

const sameCharacter = (one: string, other: string): boolean =>
  one === other || one.toLowerCase() === other.toLowerCase();

/** The length of an escape with backslashes. */
const escapeLength = (text: string, offset: number, wanted: string): number => {
  const [whole = '', unicode, hex, plain = ''] = matchAt(ESCAPE, text, offset) ?? [];
  const given = unicode ?? hex;
  if (given !== undefined && sameCharacter(fromCode(given, 16), wanted)) return whole.length;
  // Any number of backslashes stands for one.
  if (wanted === '\\') return matchAt(BACKSLASHES, text, offset)?.[0].length ?? 0;
  return given === undefined && sameCharacter(plain, wanted) ? whole.length : 0;
};

/** The length of a percent-encoded character: of one byte, or of several in UTF-8. */
const percentLength = (text: string, offset: number, wanted: string): number => {
  const [whole = '', first = ''] = matchAt(PERCENT, text, offset) ?? [];
  if (whole === '' || sameCharacter(fromCode(first, 16), wanted)) return whole.length;
  let end = offset;
  for (const byte of new TextEncoder().encode(wanted)) {
    if (end === text.length || isCut(text, end)) return -1;
    const [part = '', digits = ''] = matchAt(PERCENT, text, end) ?? [];
    if (part === '' || Number.parseInt(digits, 16) !== byte) return 0;
    end += part.length;
  }
  return end - offset;
};

/** The length of the encoded form of a character at an offset: 0 if there is none, -1 if the end of the text has cut it. */
const encodedLength = (text: string, offset: number, wanted: string): number => {
  const first = text.charAt(offset);
  if (first === '\\') return escapeLength(text, offset, wanted);
  if (first === '%') return percentLength(text, offset, wanted);
  if (first === '+' && wanted === ' ') return 1;
  if (first !== '&') return 0;
  const [whole = '', hex, decimal, name = ''] = matchAt(ENTITY, text, offset) ?? [];
  const named = decimal === undefined ? ENTITIES.get(name) : fromCode(decimal, 10);
  const character = hex === undefined ? named : fromCode(hex, 16);
  return character !== undefined && sameCharacter(character, wanted) ? whole.length : 0;
};

/**
 * Returns how many characters of a text, from an offset, stand for a wanted character: itself in either case, or one of
 * the forms in which gateways write it. Those are `\/`, `\u002B` and `\x2b`, also with more backslashes; `%2B`, also
 * encoded again; `&#43;`, `&#x2b;` and `&plus;`. Returns 0 for another character, and -1 if the end of the text has cut
 * what may be the character.
 *
 * @param prefersRaw true to read a character as itself where it also begins an encoded form.
 */
export const lengthOfCharacter = (text: string, offset: number, wanted: string, prefersRaw: boolean): number => {
  if (offset >= text.length) return -1;
  const isRaw = sameCharacter(text.charAt(offset), wanted);
  if (isRaw && prefersRaw) return 1;
  if (isCut(text, offset)) return -1;
  const encoded = encodedLength(text, offset, wanted);
  if (encoded !== 0) return encoded;
  return isRaw ? 1 : 0;
};
