import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { operate, type Handlers } from '../flow/operate.js';

/** Options for `cutAtLineEnds`. */
export interface CutAtLineEndsOptions {
  /**
   * The maximum number of bytes of an unfinished line that are held back. A longer line is emitted in parts. Default:
   * 65,536.
   */
  readonly holdAtMost?: number;
}

const LF = 10;
const CR = 13;

/**
 * The minimum length of an output chunk, in bytes: a few events of usual size. One character outside Latin-1 turns a
 * whole string into a two-byte string, which is several times slower to search and to parse. Short chunks limit the
 * effect to a few events.
 */
const PIECE = 2048;

/** The default of `holdAtMost`, in bytes. */
export const DEFAULT_HOLD_AT_MOST = 64 * 1024;

/**
 * Returns the offset after the last line end, or 0 without one. A CR counts as a line end: some servers end lines with
 * CR alone.
 */
const endOfLines = (bytes: Uint8Array): number => {
  const behindLf = bytes.lastIndexOf(LF) + 1;
  return behindLf + bytes.subarray(behindLf).lastIndexOf(CR) + 1;
};

/** Returns the offset after the first line end that makes a chunk from `start` long enough; at most `end`. */
const endOfPiece = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start <= PIECE) return end;
  const behindLf = bytes.indexOf(LF, start + PIECE) + 1;
  return behindLf === 0 ? end : Math.min(behindLf, end);
};

const join = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

/**
 * Regroups bytes into chunks of about 2 KiB that end at line ends. The beginning of a line is held back until its end
 * arrives. The operators that follow then decode and parse short, complete lines. They need not join parts of lines,
 * which would be most of the work of reading a stream.
 *
 * ```text
 * bytes:   --[a\nb]---[c\n]--[d]--|
 *            cutAtLineEnds()
 * bytes:   --[a\n]----[bc\n]------([d]|)
 * ```
 *
 * Errors of the source pass through; a line that was held back is then dropped. Teardown: unsubscribes from the source.
 *
 * @example
 * head.bytes.pipe(cutAtLineEnds(), decodeText());
 */
export const cutAtLineEnds = ({
  holdAtMost = DEFAULT_HOLD_AT_MOST,
}: CutAtLineEndsOptions = {}): MonoTypeOperatorFunction<Uint8Array> =>
  operate((subscriber) => new Cutting(subscriber, holdAtMost));

class Cutting implements Handlers<Uint8Array> {
  readonly #out: Subscriber<Uint8Array>;
  readonly #holdAtMost: number;
  #held: Uint8Array[] | undefined; // only between the parts of a line
  #heldLength = 0;

  constructor(out: Subscriber<Uint8Array>, holdAtMost: number) {
    this.#out = out;
    this.#holdAtMost = holdAtMost;
  }

  next(bytes: Uint8Array): void {
    // The usual chunk of a live stream contains a few complete events, and is emitted without being copied.
    if (this.#heldLength === 0 && bytes.length <= PIECE && bytes[bytes.length - 1] === LF) {
      this.#out.next(bytes);
      return;
    }
    const end = endOfLines(bytes);
    let start = 0;
    while (start < end && !this.#out.closed) {
      const next = endOfPiece(bytes, start, end);
      this.#hold(bytes.subarray(start, next));
      this.#release();
      start = next;
    }
    this.#hold(bytes.subarray(end));
    if (this.#heldLength > this.#holdAtMost) this.#release();
  }

  complete(): void {
    this.#release();
    this.#out.complete();
  }

  #hold(part: Uint8Array): void {
    if (part.length === 0) return;
    (this.#held ??= []).push(part);
    this.#heldLength += part.length;
  }

  #release(): void {
    if (this.#heldLength === 0) return;
    const held = this.#held ?? [];
    const [first] = held;
    const whole = held.length === 1 && first !== undefined ? first : join(held, this.#heldLength);
    this.#held = undefined;
    this.#heldLength = 0;
    this.#out.next(whole);
  }
}
