import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { isJsonObject, parseJsonText } from '../../codec/json.js';
import { wholeUtf8 } from '../../codec/binary.js';
import type { RecordedChunk } from '../Recording.js';
import {
  REQUEST_NAMES,
  type MarbleEvent,
  type MarbleEvents,
  type MarbleExchange,
  type MarbleFailure,
  type MarbleFile,
  type MarbleReply,
} from './MarbleFile.js';
import { parseLane, type PlacedMark } from './marbleLane.js';
import { marbleLines, type EntryLine, type MarbleLines } from './marbleLines.js';
import { isValueName } from './marbleNames.js';
import { parseRequest, type ParsedRequest } from './parseRequest.js';
import { parseBytes, withoutControls } from './valueText.js';

const wrongAt = ({ line, column }: { readonly line: number; readonly column: number }, why: string) =>
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
interface Reading {
  readonly lines: MarbleLines;
  readonly values: Map<string, readonly Uint8Array[]>;
}

const marksOf = ({ lines }: Reading, label: string): Either<string, readonly PlacedMark[]> => {
  const all: PlacedMark[] = [];
  for (const parts of lines.lanes.get(label) ?? []) {
    const marks = parseLane(parts);
    if (isLeft(marks)) return marks;
    for (const mark of marks.right) all.push(mark); // a lane may have more marks than a call has arguments
  }
  return right(all.sort((one, other) => one.at - other.at));
};

const valueOf = ({ lines, values }: Reading, mark: PlacedMark): Either<string, readonly Uint8Array[]> => {
  const known = values.get(mark.name);
  if (known !== undefined) return right(known);
  const entries = lines.values.get(mark.name);
  if (entries === undefined || !(isValueName(mark.name) || mark.name === '#'))
    return wrongAt(mark, `the name ${mark.name} has no value; add a line "${mark.name} = …"`);
  const chunks = chunksOf(entries);
  if (!isLeft(chunks)) values.set(mark.name, chunks.right);
  return chunks;
};

/** Values with their marks, and the mark at the end if there is one. */
interface Split {
  readonly chunks: readonly { readonly mark: PlacedMark; readonly bytes: Uint8Array }[];
  readonly end: PlacedMark | undefined;
}

const isEnd = ({ name }: PlacedMark): boolean => name === '|' || name === '#';

const splitOf = (reading: Reading, label: string): Either<string, Split> => {
  const marks = marksOf(reading, label);
  if (isLeft(marks)) return marks;
  const end = marks.right.findIndex(isEnd);
  const after = end === -1 ? undefined : marks.right[end + 1];
  if (after !== undefined) return wrongAt(after, `expected nothing after the end of the lane, got ${after.name}`);
  const chunks: Split['chunks'][number][] = [];
  for (const mark of marks.right.slice(0, end === -1 ? undefined : end)) {
    const value = valueOf(reading, mark);
    if (isLeft(value)) return value;
    for (const bytes of value.right) chunks.push({ mark, bytes });
  }
  return right({ chunks, end: marks.right[end] });
};

/** The time at which the consumer unsubscribed, according to the lane `subs`. */
const leftAt = (reading: Reading, name: string): Either<string, number | undefined> => {
  const marks = marksOf(reading, `subs ${name}`);
  if (isLeft(marks)) return marks;
  const [start, end, ...more] = marks.right;
  if (start === undefined) return right(undefined);
  if (start.name !== '^' || start.at !== 0 || (end !== undefined && end.name !== '!') || more.length > 0)
    return wrongAt(start, 'expected ^ at the beginning and ! where the consumer unsubscribes');
  return right(end?.at);
};

const replyOf = (
  reading: Reading,
  name: string,
  after: number,
  { head, lost }: ParsedRequest,
  request: PlacedMark,
): Either<string, MarbleReply> => {
  if (head === undefined)
    return wrongAt(request, `request ${name} has a head but no status; add a line "  < 200" to its definition`);
  const body = splitOf(reading, `body ${name}`);
  if (isLeft(body)) return body;
  const { end } = body.right;
  const chunks = body.right.chunks.map(({ mark, bytes }): RecordedChunk => ({ at: mark.at, bytes }));
  const reply = { type: 'reply', after, ...head, chunks } as const;
  if (end?.name === '|') return right({ ...reply, ending: { type: 'end', at: end.at } });
  if (end !== undefined) return right({ ...reply, ending: { type: 'lost', at: end.at, ...lost } });
  const left = leftAt(reading, name);
  if (isLeft(left)) return left;
  return right({ ...reply, ending: { type: 'cancelled', at: Math.max(left.right ?? 0, chunks.at(-1)?.at ?? 0) } });
};

const exchangeOf = (reading: Reading, mark: PlacedMark): Either<string, MarbleExchange> => {
  const { name, at } = mark;
  const entries = reading.lines.requests.get(name);
  if (entries === undefined || !REQUEST_NAMES.includes(name))
    return wrongAt(mark, `request ${name} is not defined; add a line "request ${name} = POST /v1/responses"`);
  const parsed = parseRequest(entries);
  const head = marksOf(reading, `head ${name}`);
  if (isLeft(parsed)) return parsed;
  if (isLeft(head)) return head;
  const { request, lost } = parsed.right;
  const [first, second, ...more] = head.right;
  if (first !== undefined && first.name !== 'h' && first.name !== '#')
    return wrongAt(first, `expected h for the head of the response or # for an error, got ${first.name}`);
  if ((second !== undefined && (second.name !== '|' || first?.name === '#')) || more.length > 0)
    return wrongAt(second ?? mark, 'expected one head or one error');

  let reply: Either<string, MarbleReply | MarbleFailure>;
  if (first?.name === 'h') reply = replyOf(reading, name, first.at, parsed.right, mark);
  else if (first !== undefined) reply = right({ type: 'lost', at: first.at, ...lost });
  else {
    const left = leftAt(reading, name);
    reply = isLeft(left) ? left : right({ type: 'cancelled', at: left.right ?? 0 });
  }
  return isLeft(reply) ? reply : right({ at, ...(request === undefined ? {} : { request }), reply: reply.right });
};

const jsonIn = (bytes: Uint8Array): unknown => parseJsonText(wholeUtf8(bytes) ?? '');

const eventsOf = (reading: Reading): Either<string, MarbleEvents> => {
  const lane = splitOf(reading, 'events');
  if (isLeft(lane)) return lane;
  const { chunks, end } = lane.right;
  const events: MarbleEvent[] = [];
  for (const { mark, bytes } of chunks) {
    const value = jsonIn(bytes);
    if (value === undefined) return wrongAt(mark, `expected JSON as the value ${mark.name} of an event`);
    events.push({ at: mark.at, value });
  }
  if (end === undefined) return right({ events, ending: { type: 'open' } });
  if (end.name === '|') return right({ events, ending: { type: 'complete', at: end.at } });
  const value = valueOf(reading, end);
  if (isLeft(value)) return value;
  const error = jsonIn(value.right[0] ?? new Uint8Array());
  if (!isJsonObject(error)) return wrongAt(end, 'expected the error as a JSON object in a line "# = …"');
  return right({ events, ending: { type: 'error', at: end.at, error } });
};

const read = (text: string): Either<string, MarbleFile> => {
  const lines = marbleLines(text);
  if (isLeft(lines)) return lines;
  const reading: Reading = { lines: lines.right, values: new Map() };
  const sent = marksOf(reading, 'requests');
  if (isLeft(sent)) return sent;
  const requests = [...sent.right].sort(
    (one, other) => one.at - other.at || REQUEST_NAMES.indexOf(one.name) - REQUEST_NAMES.indexOf(other.name),
  );
  const names = new Set(requests.map(({ name }) => name));
  for (const [label, [parts]] of lines.right.lanes) {
    const [, name] = label.split(' ');
    if (name !== undefined && !names.has(name))
      return wrongAt(
        parts?.[0] ?? { line: 1, column: 1 },
        `request ${name} is not in the lane "requests:"; add it there`,
      );
  }
  const exchanges: MarbleExchange[] = [];
  for (const mark of requests) {
    const exchange = exchangeOf(reading, mark);
    if (isLeft(exchange)) return exchange;
    exchanges.push(exchange.right);
  }
  const { notes } = lines.right;
  const file = { exchanges, ...(notes.length === 0 ? {} : { notes }) };
  if (!lines.right.lanes.has('events')) return right(file);
  const events = eventsOf(reading);
  return isLeft(events) ? events : right({ ...file, events: events.right });
};

/**
 * Reads a `.marble` file. Left has the line, the column and a sentence that says what was expected there.
 *
 * @example
 * const file = parseMarble('marble 1\n\nrequests: 1\nhead 1: h\nbody 1: a|\n\nrequest 1 = POST /v1/responses\n  < 200\na = data: 1⏎⏎\n');
 * if (isRight(file)) new ResponsesClient({ provider, transport: replayTransport(file.right) });
 */
export const parseMarble = (text: string): Either<string, MarbleFile> => {
  const file = read(text);
  // The sentence may quote the file, and is printed on a terminal.
  return isLeft(file) ? left(withoutControls(file.left)) : file;
};
