/** Returns the characters of a range. */
const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Greek letters that do not look like Latin ones, for the values after Z. */
const GREEK = 'αβγδεζηθλμξπσφψωΓΔΘΛΞΠΣΦΨΩ';

// Every value of a long answer has a name of its own, and a name in a marble diagram is one character. After the
// letters come the CJK ideographs, of which there are enough.
const POOL: readonly (readonly number[])[] = [
  range(0x61, 0x7a).filter((code) => code !== 0x68), // h is the head of a response
  range(0x41, 0x5a),
  Array.from(GREEK, (letter) => letter.charCodeAt(0)),
  range(0x4e00, 0x9fff),
  range(0x2_0000, 0x2_a6df),
];

function* allNames(): Generator<string, undefined> {
  for (const codes of POOL) for (const code of codes) yield String.fromCodePoint(code);
}

/** The number of different values that a file can name. */
export const MAX_MARBLE_VALUES = POOL.reduce((sum, codes) => sum + codes.length, 0);

/** A character that may stand for a value in a lane. */
export const isValueName = (name: string): boolean => /^[\p{L}\p{Nl}]$/u.test(name) && name !== 'h';

/** A function that returns the name of a value, the same for the same text, and undefined after the last name. */
export type NameOf = (text: string) => string | undefined;

/**
 * Creates a function that names values in the order of its calls.
 *
 * @param known names that are to be used again, by the text of their value: those of the file that is written anew.
 */
export const createNames = (known: ReadonlyMap<string, string> = new Map()): NameOf => {
  const names = new Map<string, string>();
  const reserved = new Set(known.values());
  const unused = allNames();
  const next = (): string | undefined => {
    for (;;) {
      const { value, done } = unused.next();
      if (done === true || !reserved.has(value)) return value;
    }
  };
  return (text) => {
    const name = names.get(text) ?? known.get(text) ?? next();
    if (name !== undefined) names.set(text, name);
    return name;
  };
};
