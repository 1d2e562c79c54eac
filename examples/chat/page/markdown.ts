import DOMPurify from 'dompurify';
import { marked } from 'marked';

/** What Markdown makes. Pictures, forms and styles of a model are not drawn: they could send what the page shows. */
const ALLOWED_TAGS = [
  ...['p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

/** Draws one block of Markdown. The text of a model is not trusted: its HTML passes through DOMPurify. */
export const markdown = (block: string): Node =>
  DOMPurify.sanitize(marked.parse(block, { async: false, gfm: true }).trim(), {
    ALLOWED_TAGS,
    ALLOWED_ATTR: ['href', 'start'],
    RETURN_DOM_FRAGMENT: true,
  });
