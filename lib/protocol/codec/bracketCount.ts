/** Counts the open brackets of a JSON text that is read character by character. Brackets inside strings do not count. */
export interface BracketCount {
  /** Reads the next character. Returns true for a bracket that counts. */
  read(character: string): boolean;
  /** The number of open brackets. */
  readonly depth: number;
}

/** Creates a counter at the start of a text. A state machine without RxJS; create one per text. */
export const bracketCount = (): BracketCount => {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  return {
    read: (character) => {
      if (isEscaped) isEscaped = false;
      else if (isText && character === '\\') isEscaped = true;
      else if (character === '"') isText = !isText;
      else if (isText) return false;
      else if (character === '{' || character === '[') {
        depth++;
        return true;
      } else if (character === '}' || character === ']') {
        depth--;
        return true;
      }
      return false;
    },
    get depth() {
      return depth;
    },
  };
};
