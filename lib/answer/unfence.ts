/** Takes the wrapping off a text while it is received. A state machine without RxJS; create one per text. */
export interface Unfence {
  /** Reads the next piece, and returns the part of the content that is known. */
  add(piece: string): string;
  /** Returns the rest of the content at the end of the text. */
  end(): string;
}

const THINK = '<think>';
const THINK_END = '</think>';
const FENCE = '```';

/** The maximum number of characters before the backticks that end a fence. A longer line is content. */
const MAX_MARGIN = 256;

/** True for a line that more backticks could make the end of a fence. */
const mayEndFence = (line: string): boolean => /^[ \t]*`{0,2}$/.test(line);

/**
 * Creates a reader that removes a leading think block and a Markdown fence: models add them to structured answers
 * although they must not. The content of a fence ends at a line that begins with three backticks. JSON has no such line,
 * because its strings contain no line breaks.
 */
export const unfence = (): Unfence => {
  let held = '';
  let state: 'start' | 'think' | 'fence' | 'content' | 'fenced' | 'done' = 'start';
  let isLineStart = true; // of what is held in a fence

  /** Makes one transition. Returns the content to emit, or undefined if more text is needed. */
  const advance = (isEnd: boolean): string | undefined => {
    switch (state) {
      case 'start': {
        held = held.trimStart();
        if (held.startsWith(THINK)) state = 'think';
        else if (held.startsWith(FENCE)) state = 'fence';
        else if (held === '' || (!isEnd && (THINK.startsWith(held) || FENCE.startsWith(held)))) return undefined;
        else state = 'content';
        return '';
      }
      case 'think': {
        const end = held.indexOf(THINK_END);
        if (end < 0) {
          // Only the characters that may begin the end of the block are kept.
          held = THINK + held.slice(THINK.length).slice(-THINK_END.length);
          return undefined;
        }
        held = held.slice(end + THINK_END.length);
        state = 'start';
        return '';
      }
      case 'fence': {
        const end = held.indexOf('\n');
        // The rest of the line is the name of a language. It is dropped as it comes, however long it is.
        held = end < 0 ? '' : held.slice(end + 1);
        if (end < 0) return undefined;
        state = 'fenced';
        return '';
      }
      case 'content': {
        const content = held;
        held = '';
        return content === '' ? undefined : content;
      }
      case 'fenced': {
        const end = (isLineStart ? /^[ \t]*```/.exec(held) : null) ?? /\n[ \t]*```/.exec(held);
        if (end !== null) {
          state = 'done';
          return held.slice(0, end.index);
        }
        // A line break may precede the end of the fence: the last line is held until it is certain.
        const line = held.lastIndexOf('\n');
        const isCertain =
          isEnd || held.length - line > MAX_MARGIN || (line < 0 && !isLineStart) || !mayEndFence(held.slice(line + 1));
        const content = isCertain ? held : held.slice(0, Math.max(0, line));
        held = held.slice(content.length);
        if (content !== '') isLineStart = held === '' && content.endsWith('\n');
        return content === '' ? undefined : content;
      }
      case 'done':
        held = '';
        return undefined;
    }
  };

  const read = (isEnd: boolean): string => {
    let content = '';
    for (let part = advance(isEnd); part !== undefined; part = advance(isEnd)) content += part;
    return content;
  };

  return {
    add: (piece) => {
      held += piece;
      return read(false);
    },
    end: () => read(true),
  };
};
