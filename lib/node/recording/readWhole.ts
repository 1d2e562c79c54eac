import { readFile } from 'node:fs/promises';
import { Observable } from 'rxjs';
import { fileError } from '../fileError.js';

/**
 * Reads a whole file on subscription.
 *
 * Errors: an `ApiError` of type `file`. Teardown: stops reading.
 */
export const readWhole = (path: string): Observable<Buffer> =>
  new Observable((subscriber) => {
    const reading = new AbortController();
    readFile(path, { signal: reading.signal }).then(
      (file) => {
        subscriber.next(file);
        subscriber.complete();
      },
      (cause: unknown) => subscriber.error(fileError(cause)),
    );
    return () => reading.abort();
  });
