import { isRight } from 'fp-ts/lib/Either.js';
import type { MarbleExchange, MarbleFile, MarbleReply } from '../../../lib/protocol/recording/marbleFile/MarbleFile.js';
import type { MarbleSocket } from '../../../lib/protocol/recording/marbleFile/MarbleSocket.js';
import { parseMarble } from '../../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../../lib/protocol/recording/marbleFile/printMarble.js';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { lastTimeOf, MAX_ENTRIES, type CallLanes, type LaneFrame, type LaneStage } from './CallLanes.js';

/** The shortest time without a chunk that is drawn as silence, in milliseconds. */
const SILENCE = 1_000;

const nameOf = (bytes: Uint8Array): string => {
  const text = new TextDecoder().decode(bytes);
  return /^event: ?(.*)$/m.exec(text)?.[1] ?? /"type": ?"([^"]+)"/.exec(text)?.[1] ?? `${bytes.length} bytes`;
};

/** Returns the stages between the chunks of a body: what was received without a pause, and the pauses. */
const bodyStages = (times: readonly number[], head: number, end: number, isSilentAtEnd: boolean) => {
  const [first] = times;
  if (first === undefined) return [{ stage: 'first byte', at: head, end } as const];
  const stages: LaneStage[] = [{ stage: 'first byte', at: head, end: first }];
  let from = first;
  let last = first;
  let count = 0;
  const close = () => stages.push({ stage: 'frames', at: from, end: last, note: `${count} chunks` });
  for (const time of isSilentAtEnd ? [...times, end] : times) {
    if (time - last >= SILENCE) {
      close();
      stages.push({ stage: 'silence', at: last, end: time });
      from = time;
      count = 0;
    }
    count += 1;
    last = time;
  }
  close();
  return stages;
};

/** Returns what was received with its times: chunks of a body, or frames of a WebSocket. */
const piecesOf = (reply: MarbleReply | MarbleSocket): readonly { readonly at: number; readonly name: string }[] =>
  reply.type === 'reply'
    ? reply.chunks.map(({ at, bytes }) => ({ at, name: nameOf(bytes) }))
    : reply.frames.flatMap((frame) => {
        if (frame.type === 'sent' || frame.type === 'ping') return [];
        return {
          at: frame.at,
          name: frame.type === 'text' ? nameOf(new TextEncoder().encode(frame.text)) : frame.type,
        };
      });

const partsOf = ({ at, reply }: MarbleExchange, start: number) => {
  const sent = start + at;
  if (reply.type !== 'reply' && reply.type !== 'socket') {
    const end = sent + reply.at;
    const note = reply.type === 'lost' ? (reply.code ?? reply.detail) : 'cancelled';
    return { stages: [{ stage: 'request', at: sent, end, note } as const], frames: [], end, outcome: note };
  }
  const head = sent + reply.after;
  const end = head + reply.ending.at;
  const frames: readonly LaneFrame[] = piecesOf(reply).map(({ at: after, name }) => ({
    at: head + after,
    name,
    count: 1,
  }));
  const times = frames.map((frame) => frame.at);
  const request = { stage: 'request', at: sent, end: head, note: String(reply.status) } as const;
  const { ending } = reply;
  const outcome = ending.type === 'lost' ? `failed: ${ending.code ?? ending.detail}` : ending.type;
  return { stages: [request, ...bodyStages(times, head, end, ending.type !== 'end')], frames, end, outcome };
};

const outcomeOf = ({ events }: MarbleFile, ofBody: string): string => {
  if (events === undefined || events.ending.type === 'open') return ofBody;
  if (events.ending.type === 'complete') return 'completed';
  const { error } = events.ending;
  return `failed: ${isJsonObject(error) && typeof error['type'] === 'string' ? error['type'] : 'error'}`;
};

/** Reads the call of a `.marble` file, as if it began at `start`. Throws an error that names the line that is wrong. */
export const callOfMarble = (name: string, text: string, start: number): CallLanes => {
  const parsed = parseMarble(text);
  if (!isRight(parsed)) throw new Error(`${name}: ${parsed.left}`);
  const file = parsed.right;
  const parts = file.exchanges.map((exchange) => partsOf(exchange, start));
  const waits = parts.flatMap(({ end }, index): readonly LaneStage[] => {
    const next = parts[index + 1]?.stages[0];
    return next === undefined || next.at <= end ? [] : [{ stage: 'retry wait', at: end, end: next.at }];
  });
  const { events } = file;
  const eventsEnd = events === undefined || events.ending.type === 'open' ? 0 : events.ending.at;
  const end = Math.max(start + eventsEnd, ...parts.map((part) => part.end));
  return {
    id: `${name} ${start}`,
    title: name,
    start,
    end,
    file,
    outcome: outcomeOf(file, parts.at(-1)?.outcome ?? 'no request'),
    // Each is an element of the page, and a file may have millions.
    stages: [...parts.flatMap(({ stages }) => stages), ...waits].slice(0, MAX_ENTRIES),
    frames: parts.flatMap(({ frames }) => frames).slice(0, MAX_ENTRIES),
    texts: (events?.events ?? [])
      .slice(0, MAX_ENTRIES)
      .map(({ at, value }) => ({ at: start + at, text: JSON.stringify(value) })),
  };
};

/** Returns the exchange of an attempt of a live call. Its body has the names of the frames, as no more is known. */
const exchangeOf = (call: CallLanes, request: LaneStage, until: number): MarbleExchange => {
  const at = request.at - call.start;
  const head = request.end ?? until;
  const status = Number(/\d{3}$/.exec(request.note ?? '')?.[0] ?? Number.NaN);
  if (Number.isNaN(status)) {
    const detail = request.note ?? 'unknown';
    return { at, reply: { type: 'lost', at: head - request.at, detail } };
  }
  const chunks = call.frames
    .filter((frame) => frame.at >= head && frame.at < until)
    .map((frame) => ({ at: frame.at - head, bytes: new TextEncoder().encode(`event: ${frame.name}\n\n`) }));
  const last = Math.max(chunks.at(-1)?.at ?? 0, Math.min(until, call.end ?? until) - head);
  const ending =
    call.outcome === 'completed' ? ({ type: 'end', at: last } as const) : ({ type: 'cancelled', at: last } as const);
  return { at, reply: { type: 'reply', after: head - request.at, status, headers: {}, chunks, ending } };
};

/** Writes a call as a `.marble` file. Throws an error if it has too many requests or values. */
export const marbleOfCall = (call: CallLanes): string => {
  const requests = call.stages.filter(({ stage }) => stage === 'request');
  const end = lastTimeOf(call) + 1;
  const notes = [` ${call.title}: times and names of frames, as the devtools page received them`];
  const exchanges = requests.map((request, index) => exchangeOf(call, request, requests[index + 1]?.at ?? end));
  const printed = printMarble(call.file ?? { notes, exchanges });
  if (!isRight(printed)) throw new Error(printed.left);
  return printed.right;
};
