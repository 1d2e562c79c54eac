import type { Readable } from 'node:stream';

/** So many bytes of what a program said last are kept: enough for a message, whatever floods before it. */
const TAIL = 4 * 1024;

/** Reads a pipe to its end and keeps the last of it; what it returns says what that is by now. */
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
    // the cut may go through a character, and goes through a line
    return isCut ? `…${text.replace(/^\uFFFD+/, '')}` : text;
  };
};
