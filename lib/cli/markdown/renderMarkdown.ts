import { Lexer, Parser } from 'marked';
import { TerminalRenderer } from './TerminalRenderer.js';

/** Renders Markdown for a terminal with colours. The text ends without an empty line. */
export const renderMarkdown = (markdown: string): string =>
  new Parser({ renderer: new TerminalRenderer() }).parse(Lexer.lex(markdown)).trimEnd();
