import { open, type FileHandle } from 'node:fs/promises';
import { map, Observable } from 'rxjs';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import type { HttpTransport } from '../transport/HttpTransport.js';
import { readOnce } from '../transport/readOnce.js';
import { fileError } from './fileError.js';
import { separateLines } from './separateLines.js';

/** Bytes of a file that are read at once. */
const PIECE = 64 * 1024;

/** Opens a file; who gets it must close it. */
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

/** Waits for the read that is under way, if there is one. */
const close = (file: FileHandle): Promise<void> => file.close().catch(() => undefined);

/** Reads a file piece by piece while demand is open, and closes it. */
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
 * A transport that answers every request with a text file: status 200, no headers, and as the body every line of the
 * file followed by an empty one, so that each is an event of its own. Reads 64 KiB at a time, and only while demand is
 * open.
 *
 * Emits the head when the file is open; the body begins when it is subscribed to, and is what `separateLines` makes of it.
 *
 * Errors: `stream`, with the operating system's text; before the head if the file cannot be opened. Teardown:
 * unsubscribing closes the file. Source: wire.md 12.
 *
 * @example
 * const client = new ResponsesClient({ provider, transport: fixtureTransport('answer.txt') });
 */
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
