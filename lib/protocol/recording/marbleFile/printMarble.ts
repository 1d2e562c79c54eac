import type { Either } from 'fp-ts/lib/Either.js';
import { left, right } from '#either';
import { writeJsonText } from '../../codec/json.js';
import { expectParsed } from '../expectParsed.js';
import {
  MARBLE_TITLE,
  MAX_MARBLE_TIME,
  REQUEST_NAMES,
  type MarbleEvents,
  type MarbleExchange,
  type MarbleFile,
} from './MarbleFile.js';
import { printLane, type LaneMark } from './marbleLane.js';
import { createNames, MAX_MARBLE_VALUES, type NameOf } from './marbleNames.js';
import { knownNames } from './knownNames.js';
import { printFrame } from './frameText.js';
import { printBytes, printText, withoutControls } from './valueText.js';

/** Lines of one piece: a chunk, or an event. */
interface Piece {
  readonly at: number;
  readonly lines: readonly string[];
}

/** Joins the lines of a value. `+` begins another piece of the same millisecond, `.` continues a piece. */
const valueText = (pieces: readonly (readonly string[])[]): string =>
  pieces
    .flatMap((lines, piece) => lines.map((line, index) => `${index > 0 ? '\n  . ' : piece > 0 ? '\n  + ' : ''}${line}`))
    .join('');

const wholeMs = (at: number): number => Math.max(0, Math.round(at));

/** Groups the pieces by millisecond, because a mark takes a whole one. Times never decrease. */
const momentsOf = (pieces: readonly Piece[]): readonly { readonly at: number; readonly text: string }[] => {
  const moments: { readonly at: number; readonly pieces: (readonly string[])[] }[] = [];
  for (const { at, lines } of pieces) {
    const last = moments.at(-1);
    const time = Math.max(last?.at ?? 0, wholeMs(at));
    if (last?.at === time) last.pieces.push(lines);
    else moments.push({ at: time, pieces: [lines] });
  }
  return moments.map((moment) => ({ at: moment.at, text: valueText(moment.pieces) }));
};

interface Printer {
  readonly lanes: string[];
  /** The definitions of the values, in the order of their first use. */
  readonly values: Map<string, string>;
  readonly nameOf: NameOf;
  readonly faults: string[];
}

const marksOf = (printer: Printer, pieces: readonly Piece[]): readonly LaneMark[] =>
  momentsOf(pieces).map(({ at, text }) => {
    const name = printer.nameOf(text);
    if (name === undefined) printer.faults.push(`a .marble file has at most ${MAX_MARBLE_VALUES} different values`);
    printer.values.set(name ?? '', text);
    return { at, name: name ?? '' };
  });

const lane = (printer: Printer, label: string, marks: readonly LaneMark[]): void => {
  if ((marks.at(-1)?.at ?? 0) > MAX_MARBLE_TIME) printer.faults.push('a .marble file cannot be longer than a year');
  printer.lanes.push(printLane(label, marks));
};

const lastTime = (marks: readonly LaneMark[], at: number): number => Math.max(marks.at(-1)?.at ?? 0, wholeMs(at));

const leftAt = (at: number): readonly LaneMark[] => [
  { at: 0, name: '^' },
  { at: wholeMs(at), name: '!' },
];

const drawExchange = (printer: Printer, { reply }: MarbleExchange, name: string): void => {
  if (reply.type === 'reply' || reply.type === 'socket') {
    const pieces =
      reply.type === 'reply'
        ? reply.chunks.map(({ at, bytes }) => ({ at, lines: printBytes(bytes) }))
        : reply.frames.map((frame) => ({ at: frame.at, lines: [printFrame(frame)] }));
    const marks = marksOf(printer, pieces);
    const { type } = reply.ending;
    const at = lastTime(marks, reply.ending.at);
    const end = type === 'cancelled' ? [] : [{ at, name: type === 'end' ? '|' : '#' }];
    lane(printer, `head ${name}`, [{ at: wholeMs(reply.after), name: 'h' }]);
    lane(printer, `${reply.type === 'reply' ? 'body' : 'frames'} ${name}`, [...marks, ...end]);
    if (type === 'cancelled') lane(printer, `subs ${name}`, leftAt(at));
  } else if (reply.type === 'lost') lane(printer, `head ${name}`, [{ at: wholeMs(reply.at), name: '#' }]);
  else lane(printer, `subs ${name}`, leftAt(reply.at));
};

const headerLines = (mark: string, headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(headers).map(([name, value]) => `  ${mark} ${name}: ${printText(value)}`);

const printRequest = ({ request, reply }: MarbleExchange, name: string): string => {
  const first = request === undefined ? 'unknown' : `${request.method} ${printText(request.path)}`;
  const hasHead = reply.type === 'reply' || reply.type === 'socket';
  const ending = hasHead ? reply.ending : reply;
  return [
    `request ${name} = ${first}`,
    ...headerLines('>', request?.headers ?? {}),
    ...(hasHead ? [`  < ${reply.status}`, ...headerLines('<', reply.headers)] : []),
    ...(ending.type === 'lost' ? [`  # detail: ${printText(ending.detail)}`] : []),
    ...(ending.type === 'lost' && ending.code !== undefined ? [`  # code: ${printText(ending.code)}`] : []),
    ...(ending.type === 'lost' && 'reason' in ending && typeof ending.reason === 'string'
      ? [`  # reason: ${ending.reason}`]
      : []),
    '',
  ].join('\n');
};

/** Draws the times of the requests. Two at the same time need a lane each: they have names of their own. */
const drawRequests = (printer: Printer, exchanges: readonly MarbleExchange[]): void => {
  const lanes: LaneMark[][] = [];
  for (const [index, { at }] of exchanges.entries()) {
    const mark = { at: wholeMs(at), name: REQUEST_NAMES.charAt(index) };
    const free = lanes.find((marks) => (marks.at(-1)?.at ?? 0) < mark.at);
    if (free === undefined) lanes.push([mark]);
    else free.push(mark);
  }
  for (const marks of lanes) lane(printer, 'requests', marks);
};

const drawEvents = (printer: Printer, { events, ending }: MarbleEvents): void => {
  const jsonOf = (value: unknown): string => writeJsonText(value) ?? 'null';
  const marks = marksOf(
    printer,
    events.map(({ at, value }) => ({ at, lines: [printText(jsonOf(value))] })),
  );
  const end =
    ending.type === 'open' ? [] : [{ at: lastTime(marks, ending.at), name: ending.type === 'error' ? '#' : '|' }];
  lane(printer, 'events', [...marks, ...end]);
  if (ending.type === 'error') printer.values.set('#', printText(jsonOf(ending.error)));
};

/**
 * Writes a `.marble` file: the lanes of its requests, responses and events, then what their names stand for. Equal
 * values share a name. Times are rounded to whole milliseconds.
 *
 * Left is a sentence: more than 35 requests, more different values than there are names, or a time of more than a year.
 *
 * @param previous the text of the file that is replaced. Values that stand in it keep their names, so that the
 *   difference between both is small.
 *
 * @example
 * const text = '{"type":"head","status":200,"headers":{}}\n{"type":"end","at":0}\n';
 * const recording = parseRecording(text);
 * if (isRight(recording)) console.log(printMarble(marbleOf(recording.right)));
 */
export const printMarble = (file: MarbleFile, previous = ''): Either<string, string> => {
  expectParsed(file, 'exchanges');
  const { notes = [], exchanges, events } = file;
  if (exchanges.length > REQUEST_NAMES.length)
    return left(`a .marble file has at most ${REQUEST_NAMES.length} requests, got ${exchanges.length}`);
  const printer: Printer = { lanes: [], values: new Map(), nameOf: createNames(knownNames(previous)), faults: [] };
  if (exchanges.length > 0) drawRequests(printer, exchanges);
  for (const [index, exchange] of exchanges.entries()) drawExchange(printer, exchange, REQUEST_NAMES.charAt(index));
  if (events !== undefined) drawEvents(printer, events);
  const [fault] = printer.faults;
  if (fault !== undefined) return left(fault);

  const requests = exchanges.map((exchange, index) => printRequest(exchange, REQUEST_NAMES.charAt(index)));
  const values = [...printer.values].map(([name, text]) => `${name} = ${text}\n`);
  const sections = [
    [
      `${MARBLE_TITLE}\n`,
      ...notes.map((note) => `//${withoutControls(note.replaceAll(/[\r\n\t]/g, ' ')).trimEnd()}\n`),
    ],
    printer.lanes,
    requests,
    values,
  ];
  return right(
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join(''))
      .join('\n'),
  );
};
