import type { MonoTypeOperatorFunction } from 'rxjs';
import { operate } from '../flow/operate.js';

/** How bytes are cut. */
export interface CutAtLineEndsOptions {
  /** The most bytes of an unfinished line that are held back; a longer one is passed on in parts. Default 64 Ki. */
  readonly holdAtMost?: number;
}

const LF = 10;
const CR = 13;

/**
 * A few events of usual size. One character outside Latin-1 makes a string of two bytes a character, which costs several
 * times as much to search and to parse: the shorter the strings, the fewer share its fate.
 */
const PIECE = 2048;

export const DEFAULT_HOLD_AT_MOST = 64 * 1024;

/** The place behind the last line end, 0 where there is none. A CR counts too: some servers end lines with nothing else. */
const endOfLines = (bytes: Uint8Array): number => {
  const behindLf = bytes.lastIndexOf(LF) + 1;
  return behindLf + bytes.subarray(behindLf).lastIndexOf(CR) + 1;
};

/** The place behind the first line end that makes a piece from `start` long enough, `end` at the latest. */
const endOfPiece = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start <= PIECE) return end;
  const behindLf = bytes.indexOf(LF, start + PIECE) + 1;
  return behindLf === 0 ? end : Math.min(behindLf, end);
};

const join = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/**
 * Cuts the same bytes anew, at line ends, into pieces of about 2 KiB; holds the beginning of a line back until its end
 * comes. What follows then decodes and parses short, whole lines and never puts any together: that is most of what a
 * stream costs.
 *
 * ```text
 * bytes:   --[a\nb]---[c\n]--[d]--|
 *            cutAtLineEnds()
 * bytes:   --[a\n]----[bc\n]------([d]|)
 * ```
 *
 * Errors: the source's; the beginning of a line that was held back is then dropped. Teardown: the source's.
 * Source: performance.md 9.
 *
 * @example
 * head.bytes.pipe(cutAtLineEnds(), decodeText());
 */
export const cutAtLineEnds = ({
  holdAtMost = DEFAULT_HOLD_AT_MOST,
}: CutAtLineEndsOptions = {}): MonoTypeOperatorFunction<Uint8Array> =>
  operate((subscriber) => {
    let held: Uint8Array[] = [];
    let heldLength = 0;

    const hold = (part: Uint8Array) => {
      if (part.length === 0) return;
      held.push(part);
      heldLength += part.length;
    };
    const release = () => {
      if (heldLength === 0) return;
      const whole = held.length === 1 && held[0] !== undefined ? held[0] : join(held, heldLength);
      held = [];
      heldLength = 0;
      subscriber.next(whole);
    };

    return {
      next: (bytes) => {
        // What a live stream sends: whole events, a few at a time.
        if (heldLength === 0 && bytes.length <= PIECE && bytes[bytes.length - 1] === LF) {
          subscriber.next(bytes);
          return;
        }
        const end = endOfLines(bytes);
        let start = 0;
        while (start < end && !subscriber.closed) {
          const next = endOfPiece(bytes, start, end);
          hold(bytes.subarray(start, next));
          release();
          start = next;
        }
        hold(bytes.subarray(end));
        if (heldLength > holdAtMost) release();
      },
      complete: () => {
        release();
        subscriber.complete();
      },
    };
  });
