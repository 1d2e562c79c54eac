import type { OperatorFunction } from 'rxjs';
import { operate } from '../operators/flow/operate.js';

const LINE_END = /\r?\n/g;

/**
 * Puts an empty line after every line, wherever the bytes are cut. LF and CRLF end lines, and become LF; the last line
 * needs no end.
 *
 * ```text
 * bytes:   --[a\nb]--[\nc]--|
 *          separateLines()
 * bytes:   --[a\n\nb][\n\nc]([\n\n]|)
 * ```
 *
 * Errors and teardown: the source's. Source: wire.md 12.
 *
 * @example
 * bytes$.pipe(separateLines(), sseFrames());
 */
export const separateLines = (): OperatorFunction<Uint8Array, Uint8Array> =>
  operate((subscriber) => {
    // One character per byte: line ends are found, and characters that are cut stay as they are.
    const emit = (text: string) => {
      if (text !== '') subscriber.next(new Uint8Array(Buffer.from(text.replace(LINE_END, '\n\n'), 'latin1')));
    };
    let heldCr = '';
    let endsLine = true;
    return {
      next: (bytes) => {
        const text = heldCr + Buffer.from(bytes).toString('latin1');
        heldCr = text.endsWith('\r') ? '\r' : '';
        endsLine = text === '' ? endsLine : text.endsWith('\n');
        emit(heldCr === '' ? text : text.slice(0, -1));
      },
      complete: () => {
        emit(`${heldCr}${endsLine ? '' : '\n'}`);
        subscriber.complete();
      },
    };
  });
