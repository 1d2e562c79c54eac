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

/** The maximum number of characters that are held while the wrapping is read, e.g. of a think block. */
const MAX_HELD = 1024 * 1024;

/**
 * Creates a reader that removes a leading think block and a Markdown fence: models add them to structured answers
 * although they must not. The content of a fence ends at a line that begins with three backticks. JSON has no such line,
 * because its strings contain no line breaks.
 */
export const unfence = (): Unfence => {
  let held = '';
  let state: 'start' | 'think' | 'fence' | 'content' | 'fenced' | 'done' = 'start';

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
        if (end < 0 && held.length < MAX_HELD) return undefined;
        held = held.slice(end + 1);
        state = 'fenced';
        return '';
      }
      case 'content': {
        const content = held;
        held = '';
        return content === '' ? undefined : content;
      }
      case 'fenced': {
        const end = /(^|\n)[ \t]*```/.exec(held);
        if (end !== null) {
          state = 'done';
          return held.slice(0, end.index);
        }
        // A line break may precede the end of the fence: the last line is held until it is certain.
        const line = held.lastIndexOf('\n');
        const isCertain =
          isEnd ||
          line < 0 ||
          held
            .slice(line + 1)
            .trim()
            .replaceAll('`', '') !== '';
        const content = isCertain ? held : held.slice(0, line);
        held = held.slice(content.length);
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
