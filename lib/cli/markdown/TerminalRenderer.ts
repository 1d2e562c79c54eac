import { stripVTControlCharacters, styleText } from 'node:util';
import { Renderer, type Tokens } from 'marked';
import stringWidth from 'string-width';

type Format = Parameters<typeof styleText>[0];

// The caller decides if there are colours; `styleText` would look at the stdout of the process.
const style = (format: Format, text: string): string => styleText(format, text, { validateStream: false });

const INDENT = '  ';
const COLUMN_GAP = '  ';
const RULE = '─'.repeat(20);

const indent = (text: string, first: string, rest: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line, index) => (line === '' ? '' : (index === 0 ? first : rest) + line))
    .join('\n');

/** Printable characters of ASCII, each of which is one column wide. */
const NARROW = /^[ -~]*$/;
/** The length from which a cell is wider than any screen, in characters. To measure it exactly would take long. */
const WIDEST = 1_000;

const widthOf = (styled: string): number => {
  const text = stripVTControlCharacters(styled);
  return text.length > WIDEST || NARROW.test(text) ? text.length : stringWidth(text);
};

const pad = (text: string, width: number, align: Tokens.TableCell['align']): string => {
  const missing = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? missing + text : text + missing;
};

/** Renders Markdown as text with the colours of a terminal. */
export class TerminalRenderer extends Renderer {
  override space(): string {
    return '';
  }

  override code({ text }: Tokens.Code): string {
    return `${indent(style('yellow', text), INDENT, INDENT)}\n\n`;
  }

  override blockquote({ tokens }: Tokens.Blockquote): string {
    const bar = style('dim', '│ ');
    return `${indent(this.parser.parse(tokens), bar, bar)}\n\n`;
  }

  // Tags mean nothing on a terminal; they are shown as they came, so nothing of the answer is lost.
  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return text;
  }

  override def({ raw }: Tokens.Def): string {
    return `${raw.trimEnd()}\n\n`;
  }

  override heading({ tokens, depth }: Tokens.Heading): string {
    const text = this.parser.parseInline(tokens);
    return `${style(depth === 1 ? ['bold', 'underline'] : 'bold', text)}\n\n`;
  }

  override hr(): string {
    return `${style('dim', RULE)}\n\n`;
  }

  override list({ ordered, start, items, loose }: Tokens.List): string {
    const lines = items.map((item, index) => {
      const mark = ordered ? `${Number(start) + index}. ` : '• ';
      return indent(this.listitem(item), style('cyan', mark), ' '.repeat(mark.length));
    });
    return `${lines.join(loose ? '\n\n' : '\n')}\n\n`;
  }

  override listitem({ tokens }: Tokens.ListItem): string {
    return tokens
      .map((token) => {
        const text = this.parser.parse([token]);
        return token.type === 'checkbox' ? text : `${text.trimEnd()}\n`;
      })
      .join('');
  }

  override checkbox({ checked }: Tokens.Checkbox): string {
    return checked ? '[x] ' : '[ ] ';
  }

  override paragraph({ tokens }: Tokens.Paragraph): string {
    return `${this.parser.parseInline(tokens)}\n\n`;
  }

  override table({ header, rows }: Tokens.Table): string {
    const cells = [header, ...rows].map((row) => row.map((cell) => this.tablecell(cell)));
    const widths = header.map((_, column) =>
      cells.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), 0),
    );
    const lines = cells.map((row) =>
      header.map(({ align }, column) => pad(row[column] ?? '', widths[column] ?? 0, align)).join(COLUMN_GAP),
    );
    const [head = '', ...body] = lines;
    const rule = style('dim', widths.map((width) => '─'.repeat(width)).join(COLUMN_GAP));
    return `${[style('bold', head), rule, ...body].map((line) => line.trimEnd()).join('\n')}\n\n`;
  }

  override tablecell({ tokens }: Tokens.TableCell): string {
    return this.parser.parseInline(tokens);
  }

  override strong({ tokens }: Tokens.Strong): string {
    return style('bold', this.parser.parseInline(tokens));
  }

  override em({ tokens }: Tokens.Em): string {
    return style('italic', this.parser.parseInline(tokens));
  }

  override codespan({ text }: Tokens.Codespan): string {
    return style('yellow', text);
  }

  override br(): string {
    return '\n';
  }

  override del({ tokens }: Tokens.Del): string {
    return style('strikethrough', this.parser.parseInline(tokens));
  }

  // The address stays visible: a link whose text names another address must not hide it.
  override link({ href, tokens }: Tokens.Link): string {
    const text = this.parser.parseInline(tokens);
    const plain = stripVTControlCharacters(text);
    return plain === href || `mailto:${plain}` === href
      ? style('underline', text)
      : `${style('underline', text)} ${style('dim', `(${href})`)}`;
  }

  override image({ href, text }: Tokens.Image): string {
    return `${text} ${style('dim', `(${href})`)}`.trimStart();
  }

  override text(token: Tokens.Text | Tokens.Escape): string {
    return 'tokens' in token ? this.parser.parseInline(token.tokens) : token.text;
  }
}
