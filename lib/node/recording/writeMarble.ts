import { readFile, writeFile } from 'node:fs/promises';
import { catchError, defer, throwError, type Observable } from 'rxjs';
import { isLeft } from '#either';
import { apiError, isApiError } from '../../protocol/errors/ApiError.js';
import type { MarbleFile } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { printMarble } from '../../protocol/recording/marbleFile/printMarble.js';
import { fileError } from '../fileError.js';
import { MODE, REPLACE } from './lineFiles.js';

/** The text of the file that is replaced, or '' if there is none: its names are used again. */
const previousText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

const write = async (path: string, file: MarbleFile): Promise<string> => {
  const text = printMarble(file, await previousText(path));
  if (isLeft(text)) throw apiError({ type: 'file', path, detail: `${path}: ${text.left}` });
  await writeFile(path, text.right, { flag: REPLACE, mode: MODE });
  return text.right;
};

/**
 * Writes a `.marble` file. If there is one at the path, it is replaced, and the values that stand in it keep their names.
 * A new file can be read by its owner only, and links are not followed. Emits the text once it is written, and completes.
 *
 * Errors: an `ApiError` of type `file` with the operating system's message, or with the limit of the format that is
 * exceeded. Teardown: none; a write that has begun is finished.
 *
 * @example
 * readRecording('incident.jsonl')
 *   .pipe(switchMap((recording) => writeMarble('incident.marble', marbleOf(recording))))
 *   .subscribe();
 */
export const writeMarble = (path: string, file: MarbleFile): Observable<string> =>
  defer(() => write(path, file)).pipe(
    catchError((cause: unknown) => throwError(() => (isApiError(cause) ? cause : fileError(cause)))),
  );
