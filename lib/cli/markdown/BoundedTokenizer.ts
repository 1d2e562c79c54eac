import { Tokenizer, type Tokens } from 'marked';

/**
 * The length up to which the underline of a heading is looked for, in characters. In a list, it is looked for from each
 * line on.
 */
const MAX_HEADING = 300;

/** The length at which a quote ends, in characters, and another one begins: it is read again with each lazy line. */
const MAX_QUOTE = 16_384;

/** The length at which a list ends, in characters, and another one begins: an item is copied for each of its lines. */
const MAX_LIST = 65_536;

/** The cells of a table for each of its characters. More are missing cells, with which short rows are filled up. */
const MAX_CELLS_PER_CHARACTER = 2;

/** Returns the first lines of a text, up to a length, or all of it if its first line is longer. */
const firstLines = (text: string, length: number): string => {
  const end = text.length > length ? text.lastIndexOf('\n', length - 1) + 1 : 0;
  return end === 0 ? text : text.slice(0, end);
};

const countOf = (text: string, character: string): number => text.split(character).length - 1;

/** Reads the blocks of Markdown in a time that grows with their length. */
export class BoundedTokenizer extends Tokenizer {
  override lheading(src: string): Tokens.Heading | undefined {
    const part = src.slice(0, MAX_HEADING);
    const heading = super.lheading(part);
    // The underline could go on behind the end of the part.
    return heading?.raw.length === MAX_HEADING && src.length > MAX_HEADING ? undefined : heading;
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return super.blockquote(firstLines(src, MAX_QUOTE));
  }

  override list(src: string): Tokens.List | undefined {
    return super.list(firstLines(src, MAX_LIST));
  }

  override table(src: string): Tokens.Table | undefined {
    const [raw = '', head = ''] = this.rules.block.table.exec(src) ?? [];
    const cells = (countOf(head, '|') + 1) * countOf(raw, '\n');
    return cells > raw.length * MAX_CELLS_PER_CHARACTER ? undefined : super.table(src);
  }
}
