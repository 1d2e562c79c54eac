/** Splits text into words. The white space before a word is part of its token, as in a model's tokens. */
export const wordsOf = (text: string): readonly string[] => text.match(/\s+\S*|\S+/gu) ?? [];

/**
 * Splits text such as JSON into pieces of at most eight characters. A text of two or more characters gives at least two
 * pieces.
 */
export const piecesOf = (text: string): readonly string[] => {
  const size = Math.min(8, Math.ceil(Array.from(text).length / 2));
  return size === 0 ? [] : (text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? []);
};
