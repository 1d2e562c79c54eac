import { Buffer } from 'node:buffer';
import type { Answer } from '../job.js';
import { eventsOf } from './wire.js';

const KIB = 1024;
const CHUNK = { big: 64 * KIB, tiny: 17 };
const WRITE = 64 * KIB;

/** One HTTP chunk. */
const framed = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

function* slices(bytes: Buffer, length: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

const render = (answer: Answer): readonly Buffer[] => {
  const events = Array.from(eventsOf(answer), (event) => Buffer.from(event));
  if (answer.cut === 'evt' || answer.cut.startsWith('late-'))
    return [...slices(Buffer.concat(events.map(framed)), WRITE)];
  if (answer.cut === 'big' || answer.cut === 'tiny') {
    const chunks = [...slices(Buffer.concat(events), CHUNK[answer.cut])];
    return [...slices(Buffer.concat(chunks.map(framed)), WRITE)];
  }
  return events.map(framed);
};

const rendered = new Map<string, readonly Buffer[]>();

/** An answer as the writes that send it, HTTP chunk framing included. Rendered once: serving it costs next to nothing. */
export const writesOf = (answer: Answer): readonly Buffer[] => {
  const key = [answer.wire, answer.cut, answer.deltas, answer.size].join(' ');
  const writes = rendered.get(key) ?? render(answer);
  rendered.set(key, writes);
  return writes;
};
