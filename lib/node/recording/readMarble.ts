import { map, type Observable } from 'rxjs';
import { isLeft } from '#either';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { MarbleFile } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { parseMarble } from '../../protocol/recording/marbleFile/parseMarble.js';
import { readWhole } from './readWhole.js';

/**
 * Reads a `.marble` file. Emits its content once the file has been read, and completes.
 *
 * Errors: an `ApiError` of type `file` with the operating system's message, or one that names the line and the column
 * that are not valid. Teardown: stops reading.
 *
 * @example
 * readMarble('greeting.marble').pipe(
 *   map((file) => new ResponsesClient({ provider, transport: replayTransport(file) })),
 *   switchMap((client) => client.streamPrompt('gpt-5.1', prompt)),
 * );
 */
export const readMarble = (path: string): Observable<MarbleFile> =>
  readWhole(path).pipe(
    map((bytes) => {
      const file = parseMarble(new TextDecoder().decode(bytes));
      if (isLeft(file)) throw apiError({ type: 'file', path, detail: `${path}: ${file.left}` });
      return file.right;
    }),
  );
