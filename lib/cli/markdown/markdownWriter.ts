import { BoundedLexer } from './BoundedLexer.js';
import { renderMarkdown } from './renderMarkdown.js';

/** A part of the screen that is written again when its text changes. */
export interface Preview {
  /** Replaces what the preview shows. */
  show(text: string): void;
  /** Removes the preview. */
  clear(): void;
}

/** Writes Markdown that arrives in pieces. */
export interface MarkdownWriter {
  write(piece: string): void;
  /** Writes what is still open. The next piece begins a new text. */
  end(): void;
}

/** The length up to which an unfinished block is shown with colours, in characters. */
const MAX_STYLED_PREVIEW = 8192;

/** A block is parsed again when it has grown by this factor, so that all its parses together stay linear. */
const STYLED_GROWTH = 1.03;
/** The same for a longer block, which is shown without colours. */
const GROWTH = 1.5;

/** The length of the end of a longer block that is shown, in characters: more than a screen holds. */
const MAX_PREVIEW = 16_384;

const lengthOfFinished = (text: string): number => {
  const blocks = new BoundedLexer().lex(text).filter(({ type }) => type !== 'space');
  const last = blocks.at(-1);
  return last === undefined ? 0 : Math.max(0, text.lastIndexOf(last.raw));
};

/** The beginning of a block with its colours, and its length without them. */
interface Styled {
  readonly text: string;
  readonly length: number;
}
const UNSTYLED: Styled = { text: '', length: 0 };

/** Returns the length at which a block is parsed again. */
const nextParseOf = (length: number): number => length * (length <= MAX_STYLED_PREVIEW ? STYLED_GROWTH : GROWTH);

/**
 * Creates a writer of Markdown for a terminal. The last block, which may still grow, is a preview and is written again
 * with each piece, the end of a longer one without colours at first; a block that is finished is written for good.
 *
 * @param write writes text that stays.
 */
export const markdownWriter = (write: (text: string) => void, preview: Preview): MarkdownWriter => {
  let open = '';
  let isFirst = true;
  let parsedFrom = 0;
  let styled: Styled = UNSTYLED;
  const previewOf = (text: string): string => {
    if (text.length > MAX_STYLED_PREVIEW) return text.slice(-MAX_PREVIEW);
    if (text.length >= nextParseOf(styled.length)) styled = { text: renderMarkdown(text), length: text.length };
    return styled.text + text.slice(styled.length);
  };
  const finish = (text: string): void => {
    const rendered = renderMarkdown(text);
    if (rendered === '') return;
    preview.clear();
    write(`${isFirst ? '' : '\n'}${rendered}\n`);
    isFirst = false;
  };
  return {
    write: (piece) => {
      open += piece;
      // Only a complete line ends a block: "1" after a list is a paragraph until "1. c" makes it an item of the list.
      if (piece.includes('\n') && open.length >= parsedFrom) {
        const length = lengthOfFinished(open.slice(0, open.lastIndexOf('\n') + 1));
        finish(open.slice(0, length));
        open = open.slice(length);
        parsedFrom = nextParseOf(open.length);
        styled = UNSTYLED;
      }
      preview.show(`${isFirst ? '' : '\n'}${previewOf(open)}`);
    },
    end: () => {
      preview.clear();
      finish(open);
      open = '';
      isFirst = true;
      parsedFrom = 0;
      styled = UNSTYLED;
    },
  };
};
