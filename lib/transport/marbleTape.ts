import { asyncScheduler, type Subscription } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { isApiError } from '../protocol/errors/ApiError.js';
import {
  REQUEST_NAMES,
  type MarbleExchange,
  type MarbleFile,
  type MarbleRequest,
} from '../protocol/recording/marbleFile/MarbleFile.js';
import type { RecordedChunk, RecordedEnding, RecordedHead, RecordedLine } from '../protocol/recording/Recording.js';
import type { HttpRequest } from '../provider/HttpRequest.js';
import { notify } from '../telemetry/Telemetry.js';
import type { StreamResponse } from './HttpTransport.js';
import { createTape, headOf, lossOf, type RecordingTape, type TapeOptions } from './recordingTape.js';
import { createSocketTape, type SocketLog, type SocketTape } from './websocket/socketTape.js';

/** A writer of one request and its response. No method throws. */
export interface ExchangeTape {
  /** Records the head (status and headers), and returns the writer of the body. */
  readonly head: (head: StreamResponse) => RecordingTape;
  /** Records the head of a handshake that was not refused, and returns the writer of the frames. */
  readonly socket: (head: StreamResponse) => SocketTape;
  /** Records that the request failed. Without an effect after a head. */
  readonly lost: (cause: unknown) => void;
  /** Records that the consumer unsubscribed. Without an effect after a head. */
  readonly cancelled: () => void;
}

/** A writer of requests and responses as one `.marble` file. */
export interface MarbleTape {
  /** Begins the recording of a request. Times are measured from the first one on. */
  readonly request: (request: HttpRequest | undefined) => ExchangeTape;
}

/** The maximum number of bytes of all bodies in one file. The oldest requests are dropped, and a longer body is cut. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The longest time until what was received is written, in milliseconds. It is that much longer for each `SAVE_SIZE` bytes,
 * because the file is written anew.
 */
const SAVE_AFTER = 250;
const SAVE_SIZE = 1024 * 1024;

/** The headers of a request that describe the exchange. None of them can hold a credential. */
const DESCRIBING = ['accept', 'content-type', 'content-encoding', 'anthropic-version', 'anthropic-beta', 'openai-beta'];

/** The data of a request while it runs. */
interface Entry {
  readonly sent: number;
  readonly request: MarbleRequest | undefined;
  headAt: number | undefined;
  head: RecordedHead | undefined;
  readonly chunks: RecordedChunk[];
  socket: SocketLog | undefined;
  bytes: number;
  ending: RecordedEnding | undefined;
}

const describe = ({ method, url, headers }: HttpRequest, clean: (text: string) => string): MarbleRequest => ({
  method,
  path: clean(URL.canParse(url) ? new URL(url).pathname : '/'), // without the query, where keys may stand
  headers: {
    ...(/^wss?:/.test(url) && { upgrade: 'websocket' }), // what the platform adds to a handshake
    ...Object.fromEntries(
      DESCRIBING.flatMap((name) => {
        const value = headers.get(name);
        return value === null ? [] : [[name, clean(value)] as const];
      }),
    ),
  },
});

/** A request that was not sent, e.g. for an address that is not valid, is no part of what happened on the wire. */
const wasNotSent = (cause: unknown): boolean =>
  isApiError(cause) && cause.type === 'transport' && cause.error.type === 'build';

/**
 * Creates a recorder of requests and responses. It keeps the latest 35 requests, and 32 MiB of their bodies.
 *
 * @param write is called with the whole content when a head arrives, when a request ends, and soon after something has
 *   arrived. A request that still runs is in it as far as it is known.
 */
export const createMarbleTape = (
  write: (file: MarbleFile) => void,
  { redact, scheduler = asyncScheduler }: TapeOptions,
): MarbleTape => {
  const entries: Entry[] = [];
  const clean = redact ?? ((text: string) => text);

  const exchangeOf = (entry: Entry, first: number): MarbleExchange => {
    const { sent, request, headAt, head, socket, chunks, ending } = entry;
    const at = Math.max(0, sent - first);
    const known = { at, ...definedMembers({ request }) };
    const since = (from: number) => Math.max(0, scheduler.now() - from);
    if (head === undefined || headAt === undefined)
      return {
        ...known,
        reply: ending?.type === 'lost' ? ending : { type: 'cancelled', at: ending?.at ?? since(sent) },
      };
    const after = Math.max(0, headAt - sent); // the system clock may be set back
    if (socket !== undefined) {
      const { frames } = socket;
      const at = Math.max(since(headAt), frames.at(-1)?.at ?? 0);
      const reply = { type: 'socket', after, ...head, frames: [...frames] } as const;
      return { ...known, reply: { ...reply, ending: socket.ending ?? { type: 'cancelled', at } } };
    }
    return {
      ...known,
      reply: {
        type: 'reply',
        after,
        ...head,
        chunks: [...chunks],
        ending: ending ?? { type: 'cancelled', at: Math.max(since(headAt), chunks.at(-1)?.at ?? 0) },
      },
    };
  };

  const drop = (entry: Entry | undefined): void => {
    if (entry !== undefined && entries.includes(entry)) entries.splice(entries.indexOf(entry), 1);
  };
  let saving: Subscription | undefined;
  const save = (): void => {
    saving?.unsubscribe();
    saving = undefined;
    const size = () => entries.reduce((sum, { bytes }) => sum + bytes, 0);
    while (entries.length > REQUEST_NAMES.length || (entries.length > 1 && size() > MOST_BYTES)) drop(entries[0]);
    const first = entries[0]?.sent ?? 0;
    notify(() => write({ exchanges: entries.map((entry) => exchangeOf(entry, first)) }));
  };

  /** Writes soon what a program that is killed would lose. */
  const saveSoon = (): void => {
    const size = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    saving ??= scheduler.schedule(save, Math.round(SAVE_AFTER * (1 + size / SAVE_SIZE)));
  };

  const put = (entry: Entry, line: RecordedLine): void => {
    if (entry.ending !== undefined) return;
    if (line.type === 'head') {
      entry.headAt = scheduler.now();
      entry.head = { status: line.status, headers: line.headers };
    } else if (line.type !== 'chunk') entry.ending = line;
    else if (entry.bytes + line.bytes.length > MOST_BYTES) entry.ending = { type: 'cancelled', at: line.at };
    else {
      entry.bytes += line.bytes.length;
      // A copy, because some runtimes reuse the memory of a chunk, and this one is kept.
      entry.chunks.push({ at: line.at, bytes: line.bytes.slice() });
      return saveSoon();
    }
    save();
  };

  return {
    request: (request) => {
      const sent = scheduler.now();
      const entry: Entry = {
        sent,
        request: request && describe(request, clean),
        headAt: undefined,
        head: undefined,
        socket: undefined,
        chunks: [],
        bytes: 0,
        ending: undefined,
      };
      entries.push(entry);
      const finish = (ending: RecordedEnding): void => {
        if (entry.head !== undefined || entry.ending !== undefined) return;
        entry.ending = ending;
        save();
      };
      const since = () => Math.max(0, scheduler.now() - sent);
      return {
        head: (head) => createTape(head, (line) => put(entry, line), { redact, scheduler }),
        socket: (head) => {
          const changed = (size: number): void => {
            entry.bytes += size;
            if (entry.socket?.ending === undefined) saveSoon();
            else save();
          };
          const room = () => MOST_BYTES - entry.bytes;
          const socket = createSocketTape({ clean, scheduler, room, changed });
          entry.headAt = scheduler.now();
          notify(() => (entry.head = headOf(head, clean)));
          entry.socket = socket;
          save();
          return socket;
        },
        cancelled: () => finish({ type: 'cancelled', at: since() }),
        lost: (cause) => {
          if (wasNotSent(cause)) return drop(entry);
          const { detail, ...code } = lossOf(cause);
          finish({ type: 'lost', at: since(), detail: clean(detail), ...code });
        },
      };
    },
  };
};
