// C0 and C1 controls, and the characters that reorder, hide or break a line: a terminal obeys the first, and a reader sees
// another text than the one that is there because of the others. Some of them spell a second text that only a program
// reads. The two that choose between a picture and a letter (U+FE0E, U+FE0F) are seen.
const UNSEEN = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/**
 * Writes control characters as `\u001b`, and invisible ones likewise, so that a text from a server can neither command a
 * terminal nor forge a line.
 *
 * @param kept the control characters that stay as they are. Default: none.
 */
export const visibleControls = (text: string, kept = ''): string =>
  text.replace(UNSEEN, (character) => (kept.includes(character) ? character : escaped(character)));
