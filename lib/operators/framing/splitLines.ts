import type { OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeText } from './decodeText.js';
import { operate } from '../flow/operate.js';

/** Options of `splitLines`. */
export interface SplitLinesOptions {
  /** The most characters of a line, without its end. Default 10 Mi. */
  readonly maxLineLength?: number;
}

/**
 * Splits bytes into lines. The bytes may be divided anywhere: inside a line end or a character. LF and CRLF end lines.
 * The last line needs no end. A blank line is emitted as ''.
 *
 * ```text
 * bytes:   --[a\nb]--[b\r\nc]--|
 *          splitLines()
 * lines:   --a-------[bb]------(c|)
 *
 * bytes:   --[a\nbbbbb]--
 *          splitLines({ maxLineLength: 3 })
 * lines:   --(a#)               stream error: a line is longer than 3 characters
 * ```
 *
 * Errors: `stream` when a line is longer than `maxLineLength`; the source's. Teardown: the source's.
 *
 * @example
 * child.stdout.pipe(splitLines()).subscribe((line) => console.log(line));
 */
export const splitLines =
  ({ maxLineLength = 10 * 1024 * 1024 }: SplitLinesOptions = {}): OperatorFunction<Uint8Array, string> =>
  (bytes) =>
    bytes.pipe(
      decodeText(),
      operate((subscriber) => {
        let unfinished = '';
        const emit = (line: string) => {
          const text = line.endsWith('\r') ? line.slice(0, -1) : line;
          if (text.length <= maxLineLength) subscriber.next(text);
          else subscriber.error(tooLong(maxLineLength));
        };
        return {
          next: (text) => {
            let start = 0;
            for (let end = text.indexOf('\n'); end !== -1 && !subscriber.closed; end = text.indexOf('\n', start)) {
              emit(unfinished + text.slice(start, end));
              unfinished = '';
              start = end + 1;
            }
            unfinished += text.slice(start);
            // + 1: the last character may be the CR of the line end
            if (unfinished.length > maxLineLength + 1) subscriber.error(tooLong(maxLineLength));
          },
          complete: () => {
            if (unfinished !== '') emit(unfinished);
            subscriber.complete();
          },
        };
      }),
    );

const tooLong = (maxLineLength: number) =>
  apiError({ type: 'stream', detail: `a line is longer than ${maxLineLength} characters` });
