import { writeJsonText } from '../protocol/codec/json.js';

/** A list that is written as JSON of a bounded length. A plain state machine. */
export interface ContentList {
  add(each: unknown): void;
  /** The JSON; undefined where nothing was added. */
  write(): string | undefined;
}

/**
 * Keeps at most so many characters of JSON. The last of a list matter most: where there is no room for all, the first ones
 * are left out. A text is cut at half of the room; what does not fit by itself is left out.
 */
export const contentList = (maxLength: number): ContentList => {
  const longestText = Math.floor(maxLength / 2);
  const cut = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  const room = maxLength - '['.length;
  const kept: string[] = [];
  let length = 0; // each with the comma or the bracket that follows it

  return {
    add: (each) => {
      const text = writeJsonText(each, cut);
      if (text === undefined || text.length >= room) return;
      kept.push(text);
      length += text.length + 1;
      while (length > room) length -= (kept.shift() ?? '').length + 1;
    },
    write: () => (kept.length === 0 ? undefined : `[${kept.join()}]`),
  };
};
