import { endsInHalf, withoutHalf } from './wholeCharacters.js';

/** The pieces of one text, without halves of characters at their ends. */
export interface WholePieces {
  /** Adds a piece. Returns the text to emit, which may be empty. */
  add(piece: string): string;
  /** Ends the text. Returns U+FFFD for a half of a character that nothing has completed, else the empty string. */
  end(): string;
}

/** Creates the reader of one text. A server may divide a character between two deltas. */
export const wholePieces = (): WholePieces => {
  let held = '';
  return {
    add: (piece) => {
      const whole = held === '' ? piece : held + piece;
      if (!endsInHalf(whole)) {
        held = '';
        return whole;
      }
      held = whole.slice(-1);
      return whole.slice(0, -1);
    },
    end: () => {
      const rest = withoutHalf(held);
      held = '';
      return rest;
    },
  };
};
