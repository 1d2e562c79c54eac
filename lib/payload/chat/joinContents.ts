import { BETWEEN_TEXTS } from './chatContent.js';

const partsOf = (content: unknown): readonly unknown[] =>
  Array.isArray(content) ? content : [{ type: 'text', text: content }];

/**
 * Returns the contents of several messages as one: texts with a blank line between them, anything else as a list of
 * parts. The contents are joined once, because each copy of a growing content would cost its whole length.
 */
export const joinContents = (contents: readonly unknown[]): unknown => {
  const other = contents.findIndex((content) => typeof content !== 'string');
  const texts = other === -1 ? contents : contents.slice(0, other);
  const text = texts.filter((each) => each !== '').join(BETWEEN_TEXTS);
  if (other === -1) return text;
  return [...(other === 0 ? [] : partsOf(text)), ...contents.slice(other).flatMap(partsOf)];
};
