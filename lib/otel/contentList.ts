import { writeJsonText } from '../protocol/codec/json.js';

/** A list that is written as JSON of a bounded length. */
export interface ContentList {
  add(value: unknown): void;
  /** Writes the list as JSON; undefined if it is empty. */
  write(): string | undefined;
}

/**
 * Creates a list whose JSON has at most `maxLength` characters. If it grows longer, the first members are left out,
 * because the last ones matter most. A string longer than half of `maxLength` is truncated. A single member that is too
 * long is left out.
 *
 * @param redact masks secrets, before a text is truncated.
 */
export const contentList = (maxLength: number, redact: (text: string) => string): ContentList => {
  const longestText = Math.floor(maxLength / 2);
  const cut = (_key: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const text = redact(value);
    return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  };
  const available = maxLength - '['.length;
  const kept: string[] = [];
  let length = 0; // of the members, each with the comma or bracket after it

  return {
    add: (member) => {
      const text = writeJsonText(member, cut);
      if (text === undefined || text.length >= available) return;
      kept.push(text);
      length += text.length + 1;
      while (length > available) length -= (kept.shift() ?? '').length + 1;
    },
    write: () => (kept.length === 0 ? undefined : `[${kept.join()}]`),
  };
};
