import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

/**
 * HTML in an answer is shown as the text that it is, and a picture as its description: the address of a picture could
 * send what the page shows.
 */
const asText = ({ text }: { readonly text: string }): string => escaped(text);
const marked = new Marked({ async: false, gfm: true, renderer: { html: asText, image: asText } });

/** What Markdown makes. */
const ALLOWED_TAGS = [
  ...['p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

/** Draws one block of Markdown. The text of a model is not trusted: what becomes of it passes through DOMPurify. */
export const markdown = (block: string): Node =>
  DOMPurify.sanitize(marked.parse(block, { async: false }).trim(), {
    ALLOWED_TAGS,
    ALLOWED_ATTR: ['href', 'start'],
    RETURN_DOM_FRAGMENT: true,
  });
