import { endsInHalf, withoutHalf } from './wholeCharacters.js';

/** The pieces of one text, without halves of characters at their ends. */
export interface WholePieces {
  /** Adds a piece. Returns the text to emit, which may be empty. */
  add(piece: string): string;
  /** Ends the text. Returns U+FFFD for a half of a character that nothing has completed, else the empty string. */
  end(): string;
}

/** Creates the reader of one text. A server may divide a character between two deltas. */
export const wholePieces = (): WholePieces => new Reader();

class Reader implements WholePieces {
  #held = '';

  add(piece: string): string {
    const whole = this.#held === '' ? piece : this.#held + piece;
    if (!endsInHalf(whole)) {
      this.#held = '';
      return whole;
    }
    this.#held = whole.slice(-1);
    return whole.slice(0, -1);
  }

  end(): string {
    const rest = withoutHalf(this.#held);
    this.#held = '';
    return rest;
  }
}
