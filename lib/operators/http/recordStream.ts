import { defer, map, type MonoTypeOperatorFunction } from 'rxjs';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import { operate } from '../flow/operate.js';
import { createTape, type RecordStreamOptions } from '../../transport/recordingTape.js';

export type { RecordStreamOptions } from '../../transport/recordingTape.js';

/**
 * Records each response head (status and headers) and its body, with their times, as lines of a `Recording`. The stream
 * itself is unchanged.
 *
 * ```text
 * heads:    --h|
 * h.bytes:    ---a--b#
 *        recordStream(write), mergeMap((head) => head.bytes)
 * bytes:    -----a--b#
 * written:  --w--x--yz       w = { type: 'head', status: 200, headers: {} }
 * x = { type: 'chunk', at: 3, text: 'a' }
 * y = { type: 'chunk', at: 6, text: 'b' }
 * z = { type: 'lost', at: 7, detail: 'the connection was reset', code: 'ECONNRESET' }
 * ```
 *
 * Only the first subscription to a body is recorded. If `write` throws, the exception is dropped, and the recording
 * ends at that line. With `redact`, a chunk is written once its last line is complete, with the time at which the chunk
 * arrived.
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source; unsubscribing from a body is recorded too.
 *
 * @param write a callback, called with one line at a time, including its line feed.
 *
 * @example
 * const lines: string[] = [];
 * transport.stream(request).pipe(recordStream((line) => lines.push(line)));
 * // afterwards
 * parseRecording(lines.join(''));
 */
export const recordStream =
  <H extends StreamResponse>(
    write: (line: string) => void,
    options: RecordStreamOptions = {},
  ): MonoTypeOperatorFunction<H> =>
  (heads) =>
    heads.pipe(
      map((head) => {
        const tape = createTape(head, write, options);
        const recorded = head.bytes.pipe(
          operate<Uint8Array, Uint8Array>((subscriber) => ({
            next: (bytes) => {
              tape.chunk(bytes);
              subscriber.next(bytes);
            },
            error: (cause) => {
              tape.lost(cause);
              subscriber.error(cause);
            },
            complete: () => {
              tape.end();
              subscriber.complete();
            },
            teardown: () => tape.cancelled(),
          })),
        );
        let isRead = false;
        const bytes = defer(() => {
          if (isRead) return head.bytes;
          isRead = true;
          return recorded;
        });
        return { ...head, bytes };
      }),
    );
