import { fromBinaryText, toBinaryText } from '../protocol/codec/binary.js';
import type { RecordedChunk } from '../protocol/recording/Recording.js';

/** A redactor of chunks. It also masks a secret that is split between two chunks. */
export interface ChunkRedactor {
  /** Adds a chunk. Returns the chunks that can be released: all, or those before an unfinished line. */
  readonly push: (chunk: RecordedChunk) => readonly RecordedChunk[];
  /** Returns the chunks that are still held. */
  readonly flush: () => readonly RecordedChunk[];
}

/**
 * The maximum number of bytes of an unfinished line that are held. If a line is longer, only its last chunks with at
 * least `TAIL` bytes are held.
 */
const LONGEST_HELD = 64 * 1024;
const TAIL = 8 * 1024;

const LINE_FEED = 10;

/** Returns the number of chunks, counted from the end, that together have at least this many bytes. */
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
  const redacted = texts.map(redact);
  if (redacted.join('') === clean)
    return chunks.map(({ at }, index) => ({ at, bytes: fromBinaryText(redacted[index] ?? '') }));
  // A secret was split between chunks, so the masked text cannot be divided into the same chunks. It becomes one chunk
  // with the time of the last one. The tail is split off again: otherwise a body with many split secrets would be held
  // as one ever-growing chunk.
  const at = chunks.at(-1)?.at ?? 0;
  return [clean.slice(0, -TAIL), clean.slice(-TAIL)]
    .filter((text) => text !== '')
    .map((text) => ({ at, bytes: fromBinaryText(text) }));
};

/**
 * Creates a redactor for the chunks of one body. The search is line by line, because no secret contains a line feed. A
 * chunk is held until its last line has ended. Chunks without a secret keep their bytes and their boundaries.
 */
export const createChunkRedactor = (redact: (text: string) => string): ChunkRedactor => {
  let held: RecordedChunk[] = [];
  let size = 0;

  /** Releases all chunks except the last ones that together have `keep` bytes. */
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
