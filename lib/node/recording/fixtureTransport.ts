import { open, type FileHandle } from 'node:fs/promises';
import { map, Observable } from 'rxjs';
import { alwaysOpen, type Demand } from '../../backpressure/Demand.js';
import type { HttpTransport } from '../../transport/HttpTransport.js';
import { readOnce } from '../../transport/readOnce.js';
import { fileError } from '../fileError.js';
import { separateLines } from './separateLines.js';

/** The maximum number of bytes that one read returns. */
const PIECE = 64 * 1024;

/** Opens a file. The subscriber must close it. */
const openFile = (path: string): Observable<FileHandle> =>
  new Observable((subscriber) => {
    open(path).then(
      (file) => {
        if (subscriber.closed) void close(file);
        subscriber.next(file);
        subscriber.complete();
      },
      (cause: unknown) => subscriber.error(fileError(cause)),
    );
  });

/** Closes a file after the read in progress, if there is one. */
const close = (file: FileHandle): Promise<void> => file.close().catch(() => undefined);

/** Reads a file in pieces while demand is open, and closes it on teardown. */
const readPieces = (file: FileHandle, demand: Demand): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    let isReading = false;
    const read = (): void => {
      if (isReading || subscriber.closed || !demand.isOpen) return;
      isReading = true;
      file.read(new Uint8Array(PIECE), 0, PIECE).then(
        ({ bytesRead, buffer }) => {
          isReading = false;
          if (bytesRead === 0) return subscriber.complete();
          subscriber.next(buffer.subarray(0, bytesRead));
          read();
        },
        (cause: unknown) => subscriber.error(fileError(cause)),
      );
    };
    subscriber.add(demand.changes.subscribe({ next: read, error: (cause: unknown) => subscriber.error(cause) }));
    read();
    return () => void close(file);
  });

/**
 * Creates a transport that answers every request with a text file: status 200, no headers, and a body in which each
 * line of the file is one server-sent event (see `separateLines`). The file is read 64 KiB at a time, and only while
 * demand is open (while the consumer accepts data).
 *
 * Emits the status and headers when the file is open. The file is read when the body is subscribed to.
 *
 * Errors: an `ApiError` of type `stream` with the operating system's message, instead of the response if the file
 * cannot be opened. Teardown: unsubscribing closes the file.
 *
 * @example
 * const client = new ResponsesClient({ provider, transport: fixtureTransport('answer.txt') });
 */
// docs/wire.md, section 12
export const fixtureTransport = (path: string): HttpTransport => ({
  stream: (_request, demand = alwaysOpen) =>
    openFile(path).pipe(
      map((file) => ({
        status: 200,
        headers: new Headers(),
        bytes: readPieces(file, demand).pipe(separateLines(), readOnce()),
      })),
    ),
});
