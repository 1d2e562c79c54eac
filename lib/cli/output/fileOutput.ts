import { createWriteStream } from 'node:fs';
import { Observable } from 'rxjs';
import { fileError } from '../../node/fileError.js';
import type { Terminal } from '../terminal/Terminal.js';

/**
 * Creates a terminal that writes the answer to a file, and everything else where the given terminal does. The file is
 * opened on subscription.
 *
 * Errors: a `file` error if the file cannot be opened or written. Teardown: closes the file after what was written.
 */
export const fileOutput = (path: string, terminal: Terminal): Observable<Terminal> =>
  new Observable((subscriber) => {
    const file = createWriteStream(path);
    file.on('error', (cause) => subscriber.error(fileError(cause)));
    const write = (text: string): void => {
      file.write(text);
    };
    file.on('open', () => {
      subscriber.next({
        ...terminal,
        write,
        answer: write,
        endAnswer: () => write('\n'),
        flushed: new Observable((flushing) => {
          file.write('', () => flushing.complete());
        }),
      });
    });
    return () => {
      file.end();
    };
  });
