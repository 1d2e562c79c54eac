import { bracketCount } from './bracketCount.js';

/** Finds the end of a JSON object or list that is received in pieces. A state machine without RxJS; create one per text. */
export interface JsonEnd {
  /** Reads the next piece. */
  add(piece: string): void;
  /** The length of the text up to the bracket that closes the first object or list; undefined before it was read. */
  readonly length: number | undefined;
  /** Is true if only blanks follow that bracket, or nothing. */
  readonly isAtEnd: boolean;
}

/**
 * Creates a reader that counts brackets and reads every character once. Parsing the whole text after each piece, to see
 * whether it is complete, would take quadratic time. It does not check that the text is JSON.
 */
export const jsonEnd = (): JsonEnd => {
  const brackets = bracketCount();
  let read = 0;
  let length: number | undefined;
  let isAtEnd = true;

  return {
    add: (piece) => {
      let offset = 0;
      for (; offset < piece.length && length === undefined; offset++) {
        read++;
        const character = piece.charAt(offset);
        const isClosing = brackets.read(character) && (character === '}' || character === ']');
        if (isClosing && brackets.depth <= 0) length = read;
      }
      if (isAtEnd && piece.slice(offset).trim() !== '') isAtEnd = false;
    },
    get length() {
      return length;
    },
    get isAtEnd() {
      return length !== undefined && isAtEnd;
    },
  };
};
