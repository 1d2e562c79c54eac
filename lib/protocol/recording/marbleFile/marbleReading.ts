import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { parseFrame } from './frameText.js';
import { parseLane, type PlacedMark } from './marbleLane.js';
import type { EntryLine, MarbleLines } from './marbleLines.js';
import { isValueName } from './marbleNames.js';
import type { MarbleFrame } from './MarbleSocket.js';
import { MARBLE_PIECE, MAX_MARBLE_CONTENT } from './MarbleFile.js';
import { parseBytes } from './valueText.js';

/** A left with the place and a sentence. */
export const wrongAt = ({ line, column }: { readonly line: number; readonly column: number }, why: string) =>
  left(`line ${line}, column ${column}: ${why}`);

/** Reads the chunks of a value. */
const chunksOf = (entries: readonly EntryLine[]): Either<string, readonly Uint8Array[]> => {
  const chunks: Uint8Array[][] = [];
  for (const entry of entries) {
    const bytes = parseBytes(entry.text);
    if (bytes === undefined)
      return wrongAt(entry, 'expected a text, a JSON string in quotation marks, or base64: and base64');
    if (entry.mark === '.') chunks.at(-1)?.push(bytes);
    else chunks.push([bytes]);
  }
  return right(
    chunks.map((parts) => {
      const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      parts.reduce((offset, part) => {
        whole.set(part, offset);
        return offset + part.length;
      }, 0);
      return whole;
    }),
  );
};

/** What was read of the file while it is read further. Values are read once, whatever the number of their marks. */
export interface Reading {
  readonly lines: MarbleLines;
  readonly values: Map<string, readonly Uint8Array[]>;
  readonly frames: Map<string, readonly MarbleFrame[]>;
  /** The size of the content so far, in bytes. */
  size: number;
}

/** Begins to read sorted lines. */
export const readingOf = (lines: MarbleLines): Reading => ({ lines, values: new Map(), frames: new Map(), size: 0 });

/** Reads the marks of the lanes with a label, in the order of their times. */
export const marksOf = ({ lines }: Reading, label: string): Either<string, readonly PlacedMark[]> => {
  const all: PlacedMark[] = [];
  for (const parts of lines.lanes.get(label) ?? []) {
    const marks = parseLane(parts);
    if (isLeft(marks)) return marks;
    for (const mark of marks.right) all.push(mark); // a lane may have more marks than a call has arguments
  }
  return right(all.sort((one, other) => one.at - other.at));
};

/** The lines that define a value. */
const entriesOf = ({ lines }: Reading, mark: PlacedMark): Either<string, readonly EntryLine[]> => {
  const entries = lines.values.get(mark.name);
  return entries === undefined || !(isValueName(mark.name) || mark.name === '#')
    ? wrongAt(mark, `the name ${mark.name} has no value; add a line "${mark.name} = …"`)
    : right(entries);
};

/** Reads the chunks that a name stands for. */
export const valueOf = (reading: Reading, mark: PlacedMark): Either<string, readonly Uint8Array[]> => {
  const known = reading.values.get(mark.name);
  if (known !== undefined) return right(known);
  const entries = entriesOf(reading, mark);
  if (isLeft(entries)) return entries;
  const chunks = chunksOf(entries.right);
  if (!isLeft(chunks)) reading.values.set(mark.name, chunks.right);
  return chunks;
};

/** Reads the frames that a name stands for in a lane of a WebSocket. */
const framesOf = (reading: Reading, mark: PlacedMark): Either<string, readonly MarbleFrame[]> => {
  const known = reading.frames.get(mark.name);
  if (known !== undefined) return right(known);
  const entries = entriesOf(reading, mark);
  if (isLeft(entries)) return entries;
  const frames: MarbleFrame[] = [];
  for (const entry of entries.right) {
    const frame = entry.mark === '.' ? undefined : parseFrame(entry.text, mark.at);
    if (frame === undefined)
      return wrongAt(
        entry,
        'expected a message as a text or a JSON string, "> " and the type of a message that was sent, "ping:", "binary:", or "close: " and a code',
      );
    frames.push(frame);
  }
  reading.frames.set(mark.name, frames);
  return right(frames);
};

/** The marks of a lane, divided at its end if there is one. */
interface Split {
  readonly marks: readonly PlacedMark[];
  readonly end: PlacedMark | undefined;
}

const isEnd = ({ name }: PlacedMark): boolean => name === '|' || name === '#';

const splitOf = (reading: Reading, label: string): Either<string, Split> => {
  const marks = marksOf(reading, label);
  if (isLeft(marks)) return marks;
  const end = marks.right.findIndex(isEnd);
  const after = end === -1 ? undefined : marks.right[end + 1];
  if (after !== undefined) return wrongAt(after, `expected nothing after the end of the lane, got ${after.name}`);
  return right({ marks: marks.right.slice(0, end === -1 ? undefined : end), end: marks.right[end] });
};

/** The content of a lane, and the mark at its end if there is one. */
export interface LaneContent<T> {
  readonly content: readonly T[];
  readonly end: PlacedMark | undefined;
}

/** How the values of a lane become its content. */
interface LaneReader<V, T> {
  readonly valuesOf: (reading: Reading, mark: PlacedMark) => Either<string, readonly V[]>;
  readonly sizeOf: (value: V) => number;
  readonly place: (value: V, mark: PlacedMark) => T;
}

const contentOf = <V, T>(
  reading: Reading,
  label: string,
  { valuesOf, sizeOf, place }: LaneReader<V, T>,
): Either<string, LaneContent<T>> => {
  const split = splitOf(reading, label);
  if (isLeft(split)) return split;
  const content: T[] = [];
  for (const mark of split.right.marks) {
    const values = valuesOf(reading, mark);
    if (isLeft(values)) return values;
    for (const value of values.right) {
      reading.size += sizeOf(value) + MARBLE_PIECE;
      if (reading.size > MAX_MARBLE_CONTENT)
        return wrongAt(mark, `the content up to here is larger than ${MAX_MARBLE_CONTENT} bytes; shorten the lane`);
      content.push(place(value, mark));
    }
  }
  return right({ content, end: split.right.end });
};

/** A chunk with the mark that it belongs to. */
export interface PlacedChunk {
  readonly mark: PlacedMark;
  readonly bytes: Uint8Array;
}

/** Reads a lane of chunks. */
export const chunkLane = (reading: Reading, label: string): Either<string, LaneContent<PlacedChunk>> =>
  contentOf(reading, label, {
    valuesOf: valueOf,
    sizeOf: ({ length }) => length,
    place: (bytes, mark) => ({ mark, bytes }),
  });

/** Reads a lane of frames of a WebSocket. */
export const frameLane = (reading: Reading, label: string): Either<string, LaneContent<MarbleFrame>> =>
  contentOf(reading, label, {
    valuesOf: framesOf,
    sizeOf: (frame) => (frame.type === 'text' ? frame.text.length : 0),
    place: (frame, { at }) => ({ ...frame, at }),
  });

/** The time at which the consumer unsubscribed, according to the lane `subs`. */
export const leftAt = (reading: Reading, name: string): Either<string, number | undefined> => {
  const marks = marksOf(reading, `subs ${name}`);
  if (isLeft(marks)) return marks;
  const [start, end, ...more] = marks.right;
  if (start === undefined) return right(undefined);
  if (start.name !== '^' || start.at !== 0 || (end !== undefined && end.name !== '!') || more.length > 0)
    return wrongAt(start, 'expected ^ at the beginning and ! where the consumer unsubscribes');
  return right(end?.at);
};
