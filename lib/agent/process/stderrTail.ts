import type { Readable } from 'node:stream';

/** Bytes that are kept of the end of stderr. Enough for a message, and a limit for programs that write a lot. */
const TAIL = 4 * 1024;

/** Reads a pipe to its end and keeps the last 4 KiB. The returned function gives what is kept so far, as text. */
export const stderrTail = (pipe: Readable): (() => string) => {
  let tail = Buffer.alloc(0);
  let isCut = false;
  pipe.on('data', (chunk: Buffer) => {
    const all = Buffer.concat([tail, chunk]);
    isCut ||= all.length > TAIL;
    tail = all.subarray(-TAIL);
  });
  return () => {
    const text = tail.toString().trim();
    // The cut may be inside a character, whose rest decodes to U+FFFD.
    return isCut ? `…${text.replace(/^\uFFFD+/, '')}` : text;
  };
};
