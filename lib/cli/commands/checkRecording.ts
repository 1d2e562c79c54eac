import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { catchError, concatMap, defer, map, throwError, type Observable } from 'rxjs';
import { fileError } from '../../node/fileError.js';
import { MODE, REPLACE } from '../../node/recording/lineFiles.js';

/**
 * Creates the file of a recording if there is none, and emits once. What the file holds is kept.
 *
 * Errors: a `file` error if the file cannot be created or written.
 */
export const checkRecording = (path: string): Observable<undefined> =>
  defer(() => open(path, REPLACE & ~constants.O_TRUNC, MODE)).pipe(
    concatMap((file) => file.close()),
    map(() => undefined),
    catchError((cause: unknown) => throwError(() => fileError(cause))),
  );
