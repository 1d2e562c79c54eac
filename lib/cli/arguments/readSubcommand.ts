import type { Either } from 'fp-ts/lib/Either.js';
import { left, right } from '#either';
import { isMarblePath } from '../../node/recording/marbleFiles.js';

/** Shell that completions can be printed for. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** A command besides a prompt and a conversation. */
export type Subcommand =
  | { readonly type: 'models' }
  | { readonly type: 'serve' }
  | { readonly type: 'completion'; readonly shell: Shell }
  | { readonly type: 'convert'; readonly from: string; readonly to: string };

const isShell = (name: string | undefined): name is Shell => name === 'bash' || name === 'zsh' || name === 'fish';

/**
 * Reads a command from the words of a command line. Returns undefined if the first word is no command, and a left with
 * the error message if the words after it are wrong.
 */
export const readSubcommand = (words: readonly string[]): Either<string, Subcommand> | undefined => {
  const [type, ...rest] = words;
  const [first, second, third] = rest;
  const refuse = (expected: string) =>
    left(`${expected}, got "${rest.join(' ')}"; to send these words as a prompt, use codex-rx -- ${words.join(' ')}`);
  switch (type) {
    case 'models':
    case 'serve':
      return first === undefined ? right({ type }) : refuse(`${type} takes no further words`);
    case 'completion':
      return isShell(first) && second === undefined
        ? right({ type, shell: first })
        : refuse('completion must be followed by bash, zsh or fish');
    case 'convert':
      return first !== undefined && second !== undefined && isMarblePath(second) && third === undefined
        ? right({ type, from: first, to: second })
        : refuse('convert must be followed by a recording and the new file, which ends in .marble');
    default:
      return undefined;
  }
};
