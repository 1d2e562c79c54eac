import { Parser } from 'marked';
import { BoundedLexer } from './BoundedLexer.js';
import { TerminalRenderer } from './TerminalRenderer.js';

/** Renders Markdown for a terminal with colours. The text ends without an empty line. */
export const renderMarkdown = (markdown: string): string =>
  new Parser({ renderer: new TerminalRenderer() }).parse(new BoundedLexer().lex(markdown)).trimEnd();
