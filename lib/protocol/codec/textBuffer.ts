/** A text that comes in many small pieces. */
export interface TextBuffer {
  readonly isEmpty: boolean;
  /** All of it so far. */
  readonly text: string;
  add(piece: string): void;
}

/** So many pieces wait to be joined. */
const PIECES = 64;

/**
 * Puts a text together. Adding piece to piece would keep every piece, and a node of the engine's for each, alive to the
 * end: the garbage collector would copy them over and over, at a tenth of what reading a stream costs. Joined a few dozen
 * at a time, they die young.
 */
export const textBuffer = (): TextBuffer => {
  let whole = '';
  const pieces: string[] = [];
  const settle = (): string => {
    whole += pieces.join('');
    pieces.length = 0;
    return whole;
  };
  return {
    get isEmpty() {
      return whole === '' && pieces.length === 0;
    },
    get text() {
      return settle();
    },
    add: (piece) => {
      if (pieces.push(piece) === PIECES) settle();
    },
  };
};
