import { writeFile } from 'node:fs/promises';
import { concatMap, defer, EMPTY, Subject, type ObservableInput } from 'rxjs';

/** A file that is written line by line. Neither call waits for the disk, and neither throws. */
export interface LineFile {
  /** The first line creates the file, or empties it. */
  readonly write: (line: string) => void;
  /** No more lines come; those that wait are still written. */
  readonly close: () => void;
}

/** Characters that may wait for the disk, over all files. */
const LONGEST_QUEUE = 64 * 1024 * 1024;

/**
 * Opens files whose lines are written one after the other, in the order in which they were handed in, whichever file
 * they are for. No file stays open between two lines. When a file is opened again before it was closed, what the first
 * opening still has to say is dropped.
 *
 * What goes wrong with a file is told once, to the `onError` that it was opened with, and ends that file.
 */
export const createLineFiles = (): ((path: string, onError: (cause: unknown) => void) => LineFile) => {
  const tasks = new Subject<() => ObservableInput<unknown>>();
  const owners = new Map<string, symbol>();
  let waiting = 0;
  // Subscribed for as long as somebody has the files; it holds nothing while no line waits.
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
    const put = (line: string, flag: 'w' | 'a'): ObservableInput<unknown> => {
      waiting -= line.length;
      if (flag === 'w') owners.set(path, owner);
      return isOver || !owns() ? EMPTY : writeFile(path, line, { flag }).catch(fail);
    };
    return {
      write: (line) => {
        if (isOver) return;
        const flag = isNew ? 'w' : 'a';
        isNew = false;
        waiting += line.length;
        tasks.next(() => put(line, flag));
        if (waiting > LONGEST_QUEUE) fail(new Error(`the disk is too slow for ${path}`));
      },
      close: () =>
        tasks.next(() => {
          if (owns()) owners.delete(path);
          return EMPTY;
        }),
    };
  };
};
