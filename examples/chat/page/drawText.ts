import { blocksOf } from './blocks.js';
import { markdown } from './markdown.js';

/** The source of each block that is drawn. */
const drawn = new WeakMap<Element, string>();

const drawPlain = (place: Element, text: string): void => {
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  place.replaceChildren(paragraph);
};
const drawMarkdown = (place: Element, text: string): void => place.replaceChildren(markdown(text));

/**
 * Draws a text, as Markdown if it is of the model. Blocks that are whole stay as they are: only the last one is drawn anew
 * while the text grows.
 */
export const drawText = (element: HTMLElement, text: string, isMarkdown: boolean): void => {
  const blocks = isMarkdown ? blocksOf(text) : [text];
  const draw = isMarkdown ? drawMarkdown : drawPlain;
  blocks.forEach((block, index) => {
    const place = element.children[index] ?? element.appendChild(document.createElement('div'));
    if (drawn.get(place) === block) return;
    drawn.set(place, block);
    draw(place, block);
  });
  while (element.children.length > blocks.length) element.lastElementChild?.remove();
};
