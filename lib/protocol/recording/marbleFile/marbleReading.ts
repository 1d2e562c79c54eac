import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { parseFrame } from './frameText.js';
import { parseLane, type PlacedMark } from './marbleLane.js';
import type { EntryLine, MarbleLines } from './marbleLines.js';
import { isValueName } from './marbleNames.js';
import type { MarbleFrame } from './MarbleSocket.js';
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

/** What was read of the file while it is read further. Values are read once. */
export interface Reading {
  readonly lines: MarbleLines;
  readonly values: Map<string, readonly Uint8Array[]>;
}

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
const framesAt = (reading: Reading, mark: PlacedMark): Either<string, readonly MarbleFrame[]> => {
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

const contentOf = <T>(
  reading: Reading,
  label: string,
  read: (mark: PlacedMark) => Either<string, readonly T[]>,
): Either<string, LaneContent<T>> => {
  const split = splitOf(reading, label);
  if (isLeft(split)) return split;
  const content: T[] = [];
  for (const mark of split.right.marks) {
    const values = read(mark);
    if (isLeft(values)) return values;
    content.push(...values.right);
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
  contentOf(reading, label, (mark) => {
    const value = valueOf(reading, mark);
    return isLeft(value) ? value : right(value.right.map((bytes) => ({ mark, bytes })));
  });

/** Reads a lane of frames of a WebSocket. */
export const frameLane = (reading: Reading, label: string): Either<string, LaneContent<MarbleFrame>> =>
  contentOf(reading, label, (mark) => framesAt(reading, mark));

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
