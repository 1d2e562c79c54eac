import type { OperatorFunction } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';

const LINE_END = /\r?\n/g;

/**
 * Inserts an empty line after every line. LF and CRLF end a line and become LF; the last line needs no line end. The
 * input may be cut anywhere.
 *
 * ```text
 * bytes:   --[a\nb]--[\nc]--|
 *          separateLines()
 * bytes:   --[a\n\nb][\n\nc]([\n\n]|)
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * bytes$.pipe(separateLines(), sseFrames());
 */
// docs/wire.md, section 12
export const separateLines = (): OperatorFunction<Uint8Array, Uint8Array> =>
  operate((subscriber) => {
    // latin1: one character per byte, so a character that is split between two chunks stays intact.
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
