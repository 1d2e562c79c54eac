import { map, switchMap, type Observable } from 'rxjs';
import type { MarbleFile } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { marbleOf } from '../../protocol/recording/marbleFile/marbleOf.js';
import { isMarblePath } from './marbleFiles.js';
import { readMarble } from './readMarble.js';
import { readRecording } from './readRecording.js';
import { writeMarble } from './writeMarble.js';

const read = (path: string): Observable<MarbleFile> =>
  isMarblePath(path) ? readMarble(path) : readRecording(path).pipe(map((recording) => marbleOf(recording)));

/**
 * Converts a recording to a `.marble` file. The source is a `Recording` in lines of JSON, or a raw stream of server-sent
 * events. A `.marble` file is written anew in its usual form. Emits the text of the new file, and completes.
 *
 * Errors: an `ApiError` of type `file` if a file cannot be read or written. Teardown: stops reading.
 *
 * @example
 * convertRecording('incident.jsonl', 'incident.marble').subscribe();
 */
export const convertRecording = (from: string, to: string): Observable<string> =>
  read(from).pipe(switchMap((file) => writeMarble(to, file)));
