import type { Observable } from 'rxjs';

/** The program's input, output and signals. They come from the real process or from a test. */
export interface Terminal {
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** Writes a piece of an answer in Markdown, with colours if the terminal has them. */
  readonly answer: (piece: string) => void;
  /** Ends the answer and its last line. */
  readonly endAnswer: () => void;
  /** Writes a piece of a line that is not part of the answer. */
  readonly draw: (text: string) => void;
  /** Writes a complete line that is not part of the answer. It starts on a new line. */
  readonly note: (line: string) => void;
  /** Shows a line that the next output replaces; an empty one is removed. Does nothing unless a person is looking. */
  readonly status: (line: string) => void;
  /** Emits the text that is piped into the program, in pieces, and completes. Undefined if a person types. */
  readonly piped: Observable<string> | undefined;
  /** True if `piped` is the output of another command in a shell, which may need time before it writes. */
  readonly isPipeline: boolean;
  /** Emits the lines that a person types, and completes at the end of the input. */
  readonly lines: Observable<string>;
  /** Emits on Ctrl-C. */
  readonly interrupted: Observable<unknown>;
  /** Completes when everything that was written has left the program. */
  readonly flushed: Observable<never>;
  /** Called when a recording fails, which may be after the exit code was emitted. */
  readonly recordingFailed: () => void;
  /** Emits the error of an output that can no longer be written. */
  readonly outputFailed: Observable<OutputFailure>;
}

/** Error of an output: `EPIPE` if its reader has closed the pipe, `ENOSPC` if the disk is full. */
export interface OutputFailure {
  readonly code: string;
  readonly message: string;
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
