import { fromBinaryText, toBinaryText } from '../protocol/codec/binary.js';
import type { RecordedChunk } from '../protocol/recording/Recording.js';

/** Masks secrets in chunks, also where one is cut between two of them. */
export interface ChunkRedactor {
  /** Takes a chunk, and gives those that can be let out: all, or those before a line that may go on. */
  readonly push: (chunk: RecordedChunk) => readonly RecordedChunk[];
  /** Gives what is still held. */
  readonly flush: () => readonly RecordedChunk[];
}

/** So many bytes of a line without an end are held; of a longer one, the last chunks that make up `TAIL`. */
const LONGEST_HELD = 64 * 1024;
const TAIL = 8 * 1024;

const LINE_FEED = 10;

/** How many of the chunks at the end it takes to have so many bytes. */
const countFromEnd = (chunks: readonly RecordedChunk[], bytes: number): number => {
  let size = 0;
  let count = 0;
  for (; size < bytes && count < chunks.length; count++) size += chunks.at(-1 - count)?.bytes.length ?? 0;
  return count;
};

const cleaned = (chunks: readonly RecordedChunk[], redact: (text: string) => string): readonly RecordedChunk[] => {
  const texts = chunks.map(({ bytes }) => toBinaryText(bytes));
  const whole = texts.join('');
  const clean = redact(whole);
  if (clean === whole) return chunks;
  const each = texts.map(redact);
  if (each.join('') === clean) return chunks.map(({ at }, index) => ({ at, bytes: fromBinaryText(each[index] ?? '') }));
  // A secret was cut: what is left of it belongs to no single chunk, and came as a whole with the last one. The tail is
  // cut off again, or a body full of cut secrets would be held as one chunk that grows and grows.
  const at = chunks.at(-1)?.at ?? 0;
  return [clean.slice(0, -TAIL), clean.slice(-TAIL)]
    .filter((text) => text !== '')
    .map((text) => ({ at, bytes: fromBinaryText(text) }));
};

/**
 * A redactor for the chunks of one body. Secrets are looked for line by line, as none has a line feed in it: a chunk is
 * held until its last line is over. Chunks without a secret keep their bytes and their cuts.
 */
export const createChunkRedactor = (redact: (text: string) => string): ChunkRedactor => {
  let held: RecordedChunk[] = [];
  let size = 0;

  /** Lets all go but so many bytes at the end, in whole chunks. */
  const release = (keep: number): readonly RecordedChunk[] => {
    const clean = cleaned(held, redact);
    const end = clean.length - countFromEnd(clean, keep);
    held = clean.slice(end);
    size = held.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return clean.slice(0, end);
  };

  return {
    push: (chunk) => {
      held.push(chunk);
      size += chunk.bytes.length;
      if (chunk.bytes.at(-1) === LINE_FEED) return release(0);
      return size > LONGEST_HELD ? release(TAIL) : [];
    },
    flush: () => release(0),
  };
};
