import type { JsonObject } from '../../protocol/codec/json.js';

/** One part of a text, with the members that only the server can read. */
type TextPart = { readonly text: string } & JsonObject;

/** The places at which a text is cut into parts. */
export interface TextParts {
  /** Counts characters that were received. */
  grow(length: number): void;
  /** Ends the current part. If nothing was received since the last end, the members are added to the part before. */
  end(state: JsonObject): void;
  /** Returns the parts of the whole text; none if it is empty. */
  of(text: string): readonly TextPart[];
}

/** Joins the members at one place. They are copied once, because a server may send any number of them. */
const joined = (states: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(states.flatMap(Object.entries<unknown>));

/** Creates the record of the parts of one text. Without any end, the text is one part. */
export const textParts = (): TextParts => {
  const ends: { readonly length: number; readonly states: JsonObject[] }[] = [];
  let length = 0;
  return {
    grow: (added) => {
      length += added;
    },
    end: (state) => {
      const last = ends.at(-1);
      if (last?.length === length) last.states.push(state);
      else if (length > 0) ends.push({ length, states: [state] });
    },
    of: (text) => {
      let start = 0;
      const parts = ends.map(({ length: end, states }) => {
        const part = { ...joined(states), text: text.slice(start, end) };
        start = end;
        return part;
      });
      return start < text.length ? [...parts, { text: text.slice(start) }] : parts;
    },
  };
};
