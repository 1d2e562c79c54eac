import { blocksOf } from './blocks.js';
import { create } from './elements.js';
import { markdown } from './markdown.js';

/** The source of each block that is drawn. */
const drawn = new WeakMap<Element, string>();

const drawPlain = (place: Element, text: string): void => {
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  place.replaceChildren(paragraph);
};
const drawMarkdown = (place: HTMLElement, text: string): void => {
  place.replaceChildren(markdown(text));
  // Both may be wider than the page, and a keyboard must be able to scroll them.
  if (place.querySelector('pre, table') !== null) place.tabIndex = 0;
};
/** A block has the direction of its first letter: Arabic and Hebrew are written from the right. */
const createBlock = (): HTMLElement => {
  const block = create('div', 'block');
  block.dir = 'auto';
  return block;
};

/**
 * Draws a text, as Markdown if it is of the model. Blocks that are whole stay as they are: only the last one is drawn anew
 * while the text grows.
 */
export const drawText = (element: HTMLElement, text: string, isMarkdown: boolean): void => {
  const blocks = isMarkdown ? blocksOf(text) : [text];
  const draw = isMarkdown ? drawMarkdown : drawPlain;
  blocks.forEach((block, index) => {
    const old = element.children[index];
    const place = old instanceof HTMLElement ? old : element.appendChild(createBlock());
    if (drawn.get(place) === block) return;
    drawn.set(place, block);
    draw(place, block);
  });
  while (element.children.length > blocks.length) element.lastElementChild?.remove();
};
