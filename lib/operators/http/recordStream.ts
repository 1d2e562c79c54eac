import { defer, map, type MonoTypeOperatorFunction } from 'rxjs';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import { operate } from '../flow/operate.js';
import { createTape, type RecordStreamOptions } from '../../transport/recordingTape.js';

export type { RecordStreamOptions } from '../../transport/recordingTape.js';

/**
 * Writes down what each head and its body say and when, as lines of a `Recording`, and changes nothing.
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
 * Only the first reading of a body is recorded. What `write` throws is dropped, and nothing more is written: the
 * recording then ends there. With `redact`, a chunk is written when its last line is over, with the time at which it came.
 *
 * Errors and teardown: the source's. Unsubscribing from a body writes that the consumer left.
 *
 * @param write is given one line at a time, with its line feed.
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
