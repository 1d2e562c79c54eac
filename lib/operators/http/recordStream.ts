import { map, type MonoTypeOperatorFunction } from 'rxjs';
import { isRight } from '#either';
import { printMarble } from '../../protocol/recording/marbleFile/printMarble.js';
import { writeRecordedLine } from '../../protocol/recording/Recording.js';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import type { UpgradeResponse } from '../../transport/WebSocketTransport.js';
import { createMarbleTape } from '../../transport/marbleTape.js';
import { createTape, type TapeOptions } from '../../transport/recordingTape.js';
import { recordBody } from './recordBody.js';
import { recordExchange } from './recordExchange.js';

/** Options for `recordStream`. */
export interface RecordStreamOptions extends TapeOptions {
  /** `lines`: one line of JSON for each chunk, as it arrives. `marble`: a `.marble` file. Default: `lines`. */
  readonly format?: 'lines' | 'marble' | undefined;
  /**
   * The request that the stream sends. Its method, its path and some of its headers are written in the format `marble`,
   * and its credentials are masked in the response. Default: the request is unknown.
   */
  readonly request?: HttpRequest | undefined;
}

const redactorOf = (
  request: HttpRequest | undefined,
  redact: ((text: string) => string) | undefined,
): ((text: string) => string) | undefined => {
  if (request === undefined) return redact;
  const secrets = createRedactor();
  secrets.learn(request);
  return (text) => secrets.redact(redact?.(text) ?? text);
};

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
 * With `format: 'marble'`, `write` is called with the whole text of a `.marble` file instead: when a head arrives, and
 * when a request, its body or its WebSocket ends, and at most 250 ms after something has arrived. Each subscription to the stream is one request of the file, so a `retry` behind the
 * operator is recorded too. It records WebSockets as well: apply it to `connect` of a `WebSocketTransport`.
 *
 * `write` has received the last line when the body completes, fails or has been unsubscribed from. A `write` that does not
 * wait, such as `appendFileSync`, then has a complete file.
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source; unsubscribing from a body is recorded too.
 *
 * @param write a callback, called with one line at a time, including its line feed; with the whole text in the format
 *   `marble`.
 *
 * @example
 * const lines: string[] = [];
 * transport.stream(request).pipe(recordStream((line) => lines.push(line)));
 * // afterwards
 * parseRecording(lines.join(''));
 */
export const recordStream = <H extends UpgradeResponse>(
  write: (text: string) => void,
  { format = 'lines', request, redact, scheduler }: RecordStreamOptions = {},
): MonoTypeOperatorFunction<H> => {
  const options = { redact: redactorOf(request, redact), scheduler };
  if (format === 'lines')
    return map((head: H) => {
      const tape = createTape(head, (line) => write(writeRecordedLine(line)), options);
      return { ...head, bytes: recordBody(head.bytes, tape) };
    });
  const tape = createMarbleTape((file) => {
    const text = printMarble(file);
    if (isRight(text)) write(text.right);
  }, options);
  return recordExchange(tape, request);
};
