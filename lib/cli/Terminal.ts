import type { Observable } from 'rxjs';

/** The program's output and signals. They come from the real process or from a test. */
export interface Terminal {
  /** Writes text of the answer. */
  readonly write: (text: string) => void;
  /** Writes a piece of a line that is not part of the answer. */
  readonly draw: (text: string) => void;
  /** Writes a complete line that is not part of the answer. It starts on a new line. */
  readonly note: (line: string) => void;
  /** Emits on Ctrl-C. */
  readonly interrupted: Observable<unknown>;
  /** Emits when the reader of the answer has closed the pipe. */
  readonly outputClosed: Observable<unknown>;
}

/** Removes the full stops and the blanks at the end of a text. */
const withoutEnd = (text: string): string => {
  let end = text.length;
  while (end > 0 && /[.\s]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
};

/** Prints an error and advice as two sentences. Adds a full stop if the server's message has none. */
export const printError = (terminal: Terminal, message: string, advice: string): void =>
  terminal.note(`codex-rx: ${withoutEnd(message)}. ${advice}`);
