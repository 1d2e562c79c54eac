import type { SchedulerLike } from 'rxjs';
import { isLeft } from '#either';
import type { MarbleFile } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { printMarble } from '../../protocol/recording/marbleFile/printMarble.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import { createRedactor, type Redactor } from '../../telemetry/Redactor.js';
import { createMarbleTape, type MarbleTape } from '../../transport/marbleTape.js';
import type { LineFile } from './lineFiles.js';

/** Returns whether a path names a `.marble` file. */
export const isMarblePath = (path: string): boolean => path.toLowerCase().endsWith('.marble');

/** The number of files whose requests are kept in memory. A further request to a path that was dropped begins it anew. */
const MOST_FILES = 8;

interface OpenFile {
  readonly tape: MarbleTape;
  readonly secrets: Redactor;
}

/**
 * Creates a function that returns the recorder of a `.marble` file. The credentials of all requests of a file are masked
 * in all its responses, because a server may repeat the key of an earlier attempt.
 *
 * Errors: the first failure of a file is passed to `report`.
 */
export const createMarbleFiles = (
  open: (path: string, onError: (cause: unknown) => void) => LineFile,
  report: (cause: unknown) => void,
  scheduler: SchedulerLike | undefined,
): ((path: string, request: HttpRequest) => MarbleTape) => {
  const files = new Map<string, OpenFile>();

  const create = (path: string): OpenFile => {
    const secrets = createRedactor();
    let hasFailed = false;
    const fail = (cause: unknown): void => {
      if (!hasFailed) report(cause);
      hasFailed = true;
    };
    const write = (content: MarbleFile): void => {
      const text = printMarble(content);
      if (isLeft(text)) return fail(new Error(`${path}: ${text.left}`));
      // Each opening replaces what was written before.
      const file = open(path, fail);
      file.write(text.right);
      file.close();
    };
    return { tape: createMarbleTape(write, { redact: secrets.redact, scheduler }), secrets };
  };

  return (path, request) => {
    const file = files.get(path) ?? create(path);
    files.delete(path);
    files.set(path, file); // at the end: used last
    for (const [oldest] of [...files].slice(0, -MOST_FILES)) files.delete(oldest);
    file.secrets.learn(request);
    return file.tape;
  };
};
