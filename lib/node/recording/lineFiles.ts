import { constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { concatMap, defer, EMPTY, Subject, type ObservableInput } from 'rxjs';

/** A file that is written line by line. Both functions return without waiting for the disk, and do not throw. */
export interface LineFile {
  /** Appends a line. The first one creates the file or truncates it. */
  readonly write: (line: string) => void;
  /** Ends the file. Buffered lines are still written. */
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

/** The maximum number of buffered characters that wait for the disk, over all files. */
const LONGEST_QUEUE = 64 * 1024 * 1024;

/**
 * Creates a function that opens files for writing. A new file can be read by its owner only, and links are not followed. Lines are written one at a time, in the order of the calls to
 * `write` over all files. No file stays open between two lines. If a path is opened again before it has been closed,
 * the unwritten lines of the first opening are dropped.
 *
 * Errors: the first failure of a file is reported to the `onError` callback passed when it was opened, and ends that
 * file.
 */
export const createLineFiles = (): ((path: string, onError: (cause: unknown) => void) => LineFile) => {
  const tasks = new Subject<() => ObservableInput<unknown>>();
  const owners = new Map<string, symbol>();
  let waiting = 0;
  // Never unsubscribed from. The subscription is garbage-collected with the returned function and holds nothing while
  // no line is buffered.
  tasks.pipe(concatMap((task) => defer(task))).subscribe();

  return (path, onError) => {
    const owner = Symbol(path);
    let isNew = true;
    let isOver = false;
    const fail = (cause: unknown) => {
      if (!isOver) onError(cause);
      isOver = true;
    };
    const owns = () => owners.get(path) === owner;
    const writeLine = (line: string, flag: number): ObservableInput<unknown> => {
      waiting -= line.length;
      if (flag === REPLACE) owners.set(path, owner);
      return isOver || !owns() ? EMPTY : writeFile(path, line, { flag, mode: MODE }).catch(fail);
    };
    return {
      write: (line) => {
        if (isOver) return;
        const flag = isNew ? REPLACE : NEXT;
        isNew = false;
        waiting += line.length;
        tasks.next(() => writeLine(line, flag));
        if (waiting > LONGEST_QUEUE)
          fail(new Error(`more than ${LONGEST_QUEUE} characters wait to be written to ${path}: the disk is too slow`));
      },
      close: () =>
        tasks.next(() => {
          if (owns()) owners.delete(path);
          return EMPTY;
        }),
    };
  };
};
