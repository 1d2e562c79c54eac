import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { jsonEnd } from '../../protocol/codec/jsonEnd.js';

/** Reports whether the arguments of a call are a whole JSON object. A state machine, created per call. */
export interface WholeInput {
  /** Records the next piece of the arguments. */
  add(piece: string): void;
  /** @param input all pieces so far. */
  isWhole(input: string): boolean;
}

/**
 * Creates the record of one call. Pieces are read only when somebody wants to know, which nearly no stream needs, and
 * the arguments are parsed at most once: some servers repeat the name of a call in each of its pieces.
 */
export const wholeInput = (): WholeInput => {
  let unread: string[] = [];
  let isObject: boolean | undefined; // undefined until the last bracket has been read
  const end = jsonEnd();
  return {
    add: (piece) => {
      unread.push(piece);
    },
    isWhole: (input) => {
      for (const piece of unread) end.add(piece);
      unread = [];
      if (end.length === undefined || !end.isAtEnd) return false;
      isObject ??= isJsonObject(parseJsonText(input.slice(0, end.length)));
      return isObject;
    },
  };
};
