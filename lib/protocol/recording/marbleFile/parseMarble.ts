import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { definedMembers } from '../../codec/definedMembers.js';
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
import type { PlacedMark } from './marbleLane.js';
import { marbleLines } from './marbleLines.js';
import { chunkLane, frameLane, leftAt, marksOf, readingOf, valueOf, wrongAt, type Reading } from './marbleReading.js';
import type { MarbleSocket, MarbleSocketEnding } from './MarbleSocket.js';
import { parseRequest, type ParsedRequest } from './parseRequest.js';
import { withoutControls } from './valueText.js';

const replyOf = (
  reading: Reading,
  name: string,
  after: number,
  { head, lost }: ParsedRequest,
  request: PlacedMark,
): Either<string, MarbleReply> => {
  if (head === undefined)
    return wrongAt(request, `request ${name} has a head but no status; add a line "  < 200" to its definition`);
  const body = chunkLane(reading, `body ${name}`);
  if (isLeft(body)) return body;
  const { content, end } = body.right;
  const chunks = content.map(({ mark, bytes }): RecordedChunk => ({ at: mark.at, bytes }));
  const reply = { type: 'reply', after, ...head, chunks } as const;
  if (end?.name === '|') return right({ ...reply, ending: { type: 'end', at: end.at } });
  if (end !== undefined) return right({ ...reply, ending: { type: 'lost', at: end.at, ...lost } });
  const left = leftAt(reading, name);
  if (isLeft(left)) return left;
  return right({ ...reply, ending: { type: 'cancelled', at: Math.max(left.right ?? 0, chunks.at(-1)?.at ?? 0) } });
};

const socketOf = (
  reading: Reading,
  name: string,
  after: number,
  { head = { status: 101, headers: {} }, lost, reason }: ParsedRequest,
): Either<string, MarbleSocket> => {
  const lane = frameLane(reading, `frames ${name}`);
  const left = leftAt(reading, name);
  if (isLeft(lane)) return lane;
  if (isLeft(left)) return left;
  const { content: frames, end } = lane.right;
  let ending: MarbleSocketEnding;
  if (end?.name === '|') ending = { type: 'end', at: end.at };
  else if (end !== undefined) ending = { type: 'lost', at: end.at, ...lost, ...definedMembers({ reason }) };
  else ending = { type: 'cancelled', at: Math.max(left.right ?? 0, frames.at(-1)?.at ?? 0) };
  return right({ type: 'socket', after, ...head, frames, ending });
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

  let reply: Either<string, MarbleReply | MarbleSocket | MarbleFailure>;
  if (first?.name === 'h' && reading.lines.lanes.has(`frames ${name}`))
    reply = socketOf(reading, name, first.at, parsed.right);
  else if (first?.name === 'h') reply = replyOf(reading, name, first.at, parsed.right, mark);
  else if (first !== undefined) reply = right({ type: 'lost', at: first.at, ...lost });
  else {
    const left = leftAt(reading, name);
    reply = isLeft(left) ? left : right({ type: 'cancelled', at: left.right ?? 0 });
  }
  return isLeft(reply) ? reply : right({ at, ...(request === undefined ? {} : { request }), reply: reply.right });
};

const jsonIn = (bytes: Uint8Array): unknown => parseJsonText(wholeUtf8(bytes) ?? '');

const eventsOf = (reading: Reading): Either<string, MarbleEvents> => {
  const lane = chunkLane(reading, 'events');
  if (isLeft(lane)) return lane;
  const { content, end } = lane.right;
  const events: MarbleEvent[] = [];
  const read = new Map<Uint8Array, unknown>(); // a value may have any number of marks, and is read once
  for (const { mark, bytes } of content) {
    const value = read.get(bytes) ?? jsonIn(bytes);
    read.set(bytes, value);
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
  const reading = readingOf(lines.right);
  const sent = marksOf(reading, 'requests');
  if (isLeft(sent)) return sent;
  const requests = [...sent.right].sort(
    (one, other) => one.at - other.at || REQUEST_NAMES.indexOf(one.name) - REQUEST_NAMES.indexOf(other.name),
  );
  const names = new Set<string>();
  for (const mark of requests) {
    if (names.has(mark.name))
      return wrongAt(mark, `request ${mark.name} is sent twice; give the second one a name of its own`);
    names.add(mark.name);
  }
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
