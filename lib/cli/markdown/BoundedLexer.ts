import { getDefaults, Lexer, type Token, type TokensList } from 'marked';
import { BoundedTokenizer } from './BoundedTokenizer.js';

/** The depth of quotes and lists up to which blocks are read: deeper ones would exhaust the stack. */
const MAX_DEPTH = 32;

/**
 * The largest product of the length of a paragraph and the number of its marks, such as `*` and `[`. The time of the
 * parser grows with it: 16 000 characters of `_a_` would take a second for each piece of an answer.
 */
const MAX_WORK = 200_000;

const MARKS = /[*_~`[&<]/g;

const plain = (text: string): Token => ({ type: 'text', raw: text, text, escaped: false });

/**
 * Divides Markdown into tokens, in a time that grows with the length of the text, whatever a model writes. A paragraph
 * with too many marks, and what is nested too deeply, become plain text.
 */
export class BoundedLexer extends Lexer {
  #depth = 0;

  constructor() {
    super({ ...getDefaults(), tokenizer: new BoundedTokenizer() });
  }

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped?: boolean): Token[] {
    if (this.#depth > MAX_DEPTH) {
      tokens.push({ type: 'text', raw: src, text: src, tokens: [plain(src)] });
      return tokens;
    }
    this.#depth += 1;
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped);
    } finally {
      this.#depth -= 1;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    const marks = src.match(MARKS)?.length ?? 0;
    if (marks * src.length <= MAX_WORK) return super.inlineTokens(src, tokens);
    tokens.push(plain(src));
    return tokens;
  }
}
