import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { notify } from '../../telemetry/Telemetry.js';

/**
 * The number of bytes that are returned from the end of stderr. It is enough for a message, and it limits memory
 * for programs that write a lot.
 */
const TAIL = 4 * 1024;
/** The number of bytes kept: of a secret that this cut divides, no part is in what is returned. */
const KEPT = 4 * TAIL;

/** Options for `stderrTail`. */
export interface StderrTailOptions {
  /** Masks secrets, before the text is cut. */
  readonly redact: (text: string) => string;
  /** Called with each piece of the text as it arrives. */
  readonly onText?: ((text: string) => void) | undefined;
}

/**
 * Reads a pipe to its end. The returned function returns the last 4 KiB so far as text, with secrets masked and without
 * colours: it becomes part of an error, which not only terminals show.
 */
export const stderrTail = (pipe: Readable, { redact, onText }: StderrTailOptions): (() => string) => {
  let tail = Buffer.alloc(0);
  let isCut = false;
  const decoder = new StringDecoder('utf8');
  pipe.on('data', (chunk: Buffer) => {
    if (onText !== undefined) notify(() => onText(decoder.write(chunk)));
    const all = Buffer.concat([tail, chunk]);
    isCut ||= all.length > KEPT;
    tail = all.subarray(-KEPT);
  });
  return () => {
    const text = redact(stripVTControlCharacters(tail.toString())).trim();
    const bytes = Buffer.from(text);
    if (!isCut && bytes.length <= TAIL) return text;
    // The cut may be inside a character. Its remaining bytes decode to U+FFFD.
    return `…${bytes
      .subarray(-TAIL)
      .toString()
      .replace(/^\uFFFD+/, '')}`;
  };
};
