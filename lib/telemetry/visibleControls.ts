// C0 and C1 controls, and the characters that reorder, hide or break a line: a terminal obeys the first, and a reader sees
// another text than the one that is there because of the others.
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/**
 * Writes control characters as `\u001b`, so that a text from a server can neither command a terminal nor forge a line.
 *
 * @param kept the control characters that stay as they are. Default: none.
 */
export const visibleControls = (text: string, kept = ''): string =>
  text.replace(UNSEEN, (character) =>
    kept.includes(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
