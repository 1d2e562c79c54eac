import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { notify } from '../../telemetry/Telemetry.js';

/**
 * The number of bytes kept from the end of stderr. It is enough for a message, and it limits memory for programs that
 * write a lot.
 */
const TAIL = 4 * 1024;

/**
 * Reads a pipe to its end and keeps the last 4 KiB. The returned function returns the bytes kept so far, decoded as
 * text.
 *
 * @param onText called with each piece of the text as it arrives.
 */
export const stderrTail = (pipe: Readable, onText?: (text: string) => void): (() => string) => {
  let tail = Buffer.alloc(0);
  let isCut = false;
  const decoder = new StringDecoder('utf8');
  pipe.on('data', (chunk: Buffer) => {
    if (onText !== undefined) notify(() => onText(decoder.write(chunk)));
    const all = Buffer.concat([tail, chunk]);
    isCut ||= all.length > TAIL;
    tail = all.subarray(-TAIL);
  });
  return () => {
    const text = tail.toString().trim();
    // The cut may be inside a character. Its remaining bytes decode to U+FFFD.
    return isCut ? `…${text.replace(/^\uFFFD+/, '')}` : text;
  };
};
