import type { OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { decodeText } from './decodeText.js';
import { operate } from '../flow/operate.js';

/** How bytes are cut into lines. */
export interface SplitLinesOptions {
  /** The most characters of a line. Default 10 Mi. */
  readonly maxLineLength?: number;
}

/**
 * Cuts bytes into lines, wherever they were cut before: inside a line end or a character. LF and CRLF end lines; the last
 * line needs no end. Blank lines are emitted as ''.
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
 * Errors: `stream` when a line outgrows `maxLineLength`; the source's. Teardown: the source's.
 * Source: reliability.md, "codex-cli".
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
        let begun = '';
        const emit = (line: string) => {
          const text = line.endsWith('\r') ? line.slice(0, -1) : line;
          if (text.length <= maxLineLength) subscriber.next(text);
          else subscriber.error(tooLong(maxLineLength));
        };
        return {
          next: (text) => {
            let start = 0;
            for (let end = text.indexOf('\n'); end !== -1 && !subscriber.closed; end = text.indexOf('\n', start)) {
              emit(begun + text.slice(start, end));
              begun = '';
              start = end + 1;
            }
            begun += text.slice(start);
            // one more may be the CR of its end
            if (begun.length > maxLineLength + 1) subscriber.error(tooLong(maxLineLength));
          },
          complete: () => {
            if (begun !== '') emit(begun);
            subscriber.complete();
          },
        };
      }),
    );

const tooLong = (maxLineLength: number) =>
  apiError({ type: 'stream', reason: 'too_large', detail: `a line is longer than ${maxLineLength} characters` });
