/** Splits a text word by word; the white space before a word stays with it, as with a model's tokens. */
export const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+|\s+/gu) ?? [];

/** Splits a text without spaces, such as JSON, into pieces of at most eight characters, and into two at the least. */
export const piecesOf = (text: string): readonly string[] => {
  const size = Math.min(8, Math.ceil(Array.from(text).length / 2));
  return size === 0 ? [] : (text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? []);
};
