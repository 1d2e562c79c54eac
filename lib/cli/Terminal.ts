import type { Observable } from 'rxjs';

/** Where the program writes and who may stop it: the process's own streams and signals, or a test's. */
export interface Terminal {
  /** The answer. */
  readonly write: (text: string) => void;
  /** Everything else: live pieces of a line. */
  readonly draw: (text: string) => void;
  /** Everything else: a whole line, which begins on a new one. */
  readonly note: (line: string) => void;
  /** Ctrl-C. */
  readonly interrupted: Observable<unknown>;
  /** Whoever read the answer has left. */
  readonly outputClosed: Observable<unknown>;
}

/** Says what is wrong and what to do, in two sentences. What servers say may or may not end with a full stop. */
export const printError = (terminal: Terminal, what: string, advice: string): void =>
  terminal.note(`codex-rx: ${what.replace(/[.\s]+$/, '')}. ${advice}`);
