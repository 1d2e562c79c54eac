import type { OperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import { DEFAULT_BUFFER_LIMIT } from '../../protocol/limits.js';
import { decodeText } from './decodeText.js';
import { operate } from '../flow/operate.js';

/** Options for `splitLines`. */
export interface SplitLinesOptions {
  /** The maximum length of a line, in characters, without its line end. Default: 10,485,760. */
  readonly maxLineLength?: number;
  /**
   * Emits the last line if it has no line end. `false` drops such a line, for a source that ends every line: a line
   * without its end is then incomplete. Default: true.
   */
  readonly emitLast?: boolean;
}

/**
 * Splits bytes into lines. Chunks may end anywhere, even inside a line end or a character. LF and CRLF end lines. The
 * last line needs no line end. A blank line is emitted as ''.
 *
 * ```text
 * bytes:   --[a\nb]--[b\r\nc]--|
 *          splitLines()
 * lines:   --a-------[bb]------(c|)
 *
 * bytes:   --[a\nbbbbb]--
 *          splitLines({ maxLineLength: 3 })
 * lines:   --(a#)               stream error: a line is longer than 3 characters (maxLineLength)
 * ```
 *
 * Errors: a `stream` error when a line is longer than `maxLineLength`; errors of the source pass through. Teardown:
 * unsubscribes from the source.
 *
 * @example
 * child.stdout.pipe(splitLines()).subscribe((line) => console.log(line));
 */
export const splitLines =
  ({ maxLineLength = DEFAULT_BUFFER_LIMIT, emitLast = true }: SplitLinesOptions = {}): OperatorFunction<
    Uint8Array,
    string
  > =>
  (bytes) =>
    bytes.pipe(
      decodeText(),
      operate((subscriber) => {
        let partial = '';
        const emit = (line: string) => {
          const text = line.endsWith('\r') ? line.slice(0, -1) : line;
          if (text.length <= maxLineLength) subscriber.next(text);
          else subscriber.error(tooLong(maxLineLength));
        };
        return {
          next: (text) => {
            let start = 0;
            for (let end = text.indexOf('\n'); end !== -1 && !subscriber.closed; end = text.indexOf('\n', start)) {
              emit(partial + text.slice(start, end));
              partial = '';
              start = end + 1;
            }
            partial += text.slice(start);
            // one more may be the CR of its end
            if (partial.length > maxLineLength + 1) subscriber.error(tooLong(maxLineLength));
          },
          complete: () => {
            if (partial !== '' && emitLast) emit(partial);
            subscriber.complete();
          },
        };
      }),
    );

const tooLong = (maxLineLength: number) =>
  apiError({
    type: 'stream',
    reason: 'too_large',
    detail: `a line is longer than ${maxLineLength} characters (maxLineLength)`,
  });
