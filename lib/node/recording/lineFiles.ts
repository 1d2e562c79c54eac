import { closeSync, constants, openSync, writeFileSync } from 'node:fs';

/** A file that is written line by line. No function throws. */
export interface LineFile {
  /** Appends a line. The first one creates the file or truncates it. */
  readonly write: (line: string) => void;
  /** Ends the file. */
  readonly close: () => void;
}

/** Only the owner may read a new file: a recording holds conversations. */
export const MODE = 0o600;
/** A link at the path is not followed: whoever may create it could have another file overwritten. Windows has no such flag. */
const noFollow: unknown = Reflect.get(constants, 'O_NOFOLLOW');
const NO_LINK = typeof noFollow === 'number' ? noFollow : 0;
/** The flag for a new file, in the place of one that may be there. */
export const REPLACE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_LINK;
const NEXT = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | NO_LINK;

const append = (path: string, line: string, flag: number): void => {
  const file = openSync(path, flag, MODE);
  try {
    writeFileSync(file, line);
  } finally {
    closeSync(file);
  }
};

/**
 * Creates a function that opens files for writing. A new file can be read by its owner only, and links are not followed.
 * A line is on the disk when `write` returns, so that a program may exit at any time. No file stays open between two
 * lines. If a path is opened again before it has been closed, later lines of the first opening are dropped.
 *
 * Errors: the first failure of a file is reported to the `onError` callback passed when it was opened, and ends that
 * file.
 */
export const createLineFiles = (): ((path: string, onError: (cause: unknown) => void) => LineFile) => {
  const owners = new Map<string, symbol>();

  return (path, onError) => {
    const owner = Symbol(path);
    let isNew = true;
    let isOver = false;
    const owns = () => owners.get(path) === owner;
    return {
      write: (line) => {
        const flag = isNew ? REPLACE : NEXT;
        if (isNew) owners.set(path, owner);
        isNew = false;
        if (isOver || !owns()) return;
        try {
          append(path, line, flag);
        } catch (cause) {
          isOver = true;
          onError(cause);
        }
      },
      close: () => {
        if (owns()) owners.delete(path);
      },
    };
  };
};
