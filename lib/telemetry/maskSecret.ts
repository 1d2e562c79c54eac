import { lengthOfCharacter } from './encodedCharacter.js';

/** The text that replaces a secret. */
export const MASK = '[redacted]';

/** The minimum length of a secret: with the key "a", masking every "a" would protect nothing and make texts unreadable. */
export const SHORTEST_SECRET = 4;

/** The minimum length of the beginning of a secret that is masked at the end of a text. */
const SHORTEST_BEGINNING = 8;

/** Masks one secret in a text. */
export type MaskSecret = (text: string) => string;

interface Match {
  readonly end: number;
  /** The number of characters of the secret that were found. */
  readonly found: number;
  readonly isCut: boolean;
}

const NONE: Match = { end: 0, found: 0, isCut: false };

/** The place behind a character, or behind a row of backslashes: a match from within the row is one from its beginning. */
const endOfRow = (text: string, start: number): number => {
  let end = start + 1;
  if (text.charAt(start) === '\\') while (text.charAt(end) === '\\') end++;
  return end;
};

/**
 * Creates the function that masks a secret in every form in which servers repeat it, see `lengthOfCharacter`. The
 * beginning of a secret at the end of a text is masked too: excerpts and long bodies are cut.
 */
export const maskSecret = (given: string): MaskSecret => {
  // A server may write each backslash as any number of them, so one stands for all.
  const secret = Array.from(given.replace(/\\+/g, '\\'));
  const [first = ''] = secret;
  const letters = [first.toLowerCase(), first.toUpperCase(), '\\', '%', '&', first === ' ' ? '+' : first];
  const starts = new RegExp([...new Set(letters)].map((letter) => letter.replace(/[^\w\s]/g, '\\$&')).join('|'), 'g');

  const read = (text: string, start: number, prefersRaw: boolean): Match => {
    let end = start;
    let found = 0;
    for (const character of secret) {
      const length = lengthOfCharacter(text, end, character, prefersRaw);
      if (length < 0) return { end: text.length, found, isCut: true };
      if (length === 0) return NONE;
      end += length;
      found++;
    }
    return { end, found, isCut: false };
  };
  const matchAt = (text: string, start: number, shortest: number): Match => {
    for (const prefersRaw of [false, true]) {
      const match = read(text, start, prefersRaw);
      if (match.found > 0 && (!match.isCut || match.found >= shortest)) return match;
    }
    return NONE;
  };

  return (text) => {
    const [body, ending] = text.endsWith('…') ? [text.slice(0, -1), '…'] : [text, ''];
    const shortest = ending === '' ? SHORTEST_BEGINNING : SHORTEST_SECRET;
    let clean = '';
    let done = 0;
    starts.lastIndex = 0;
    for (let start = starts.exec(body); start !== null; start = starts.exec(body)) {
      const { end } = matchAt(body, start.index, shortest);
      if (end === 0) {
        starts.lastIndex = endOfRow(body, start.index);
        continue;
      }
      clean += body.slice(done, start.index) + MASK;
      done = end;
      starts.lastIndex = end;
    }
    return done === 0 ? text : clean + body.slice(done) + ending;
  };
};
