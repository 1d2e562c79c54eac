import type { JsonObject } from '../../codec/json.js';
import type { RecordedEnding, Recording } from '../Recording.js';
import type { MarbleSocket } from './MarbleSocket.js';

/** A request in a `.marble` file. It has no body, no query and no credential. */
export interface MarbleRequest {
  readonly method: string;
  /** The path of the URL, without the query. */
  readonly path: string;
  /** Those of the request's headers that describe the exchange, such as `accept`. The names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A response in a `.marble` file. The times of its chunks and of its end are relative to the head. */
export interface MarbleReply extends Recording {
  readonly type: 'reply';
  /** The time from the request to the head (status and headers), in milliseconds. */
  readonly after: number;
}

/** The end of a request without a response. `at` is the time since the request, in milliseconds. */
export type MarbleFailure = Exclude<RecordedEnding, { readonly type: 'end' }>;

/** One request and what it led to: one attempt of a call. */
export interface MarbleExchange {
  /** The time from the first request of the file to this one, in milliseconds. */
  readonly at: number;
  /** Undefined if it is unknown, as in a file that was converted from a `Recording`. */
  readonly request?: MarbleRequest | undefined;
  /** A handshake of a WebSocket that was not refused has led to a `MarbleSocket`. */
  readonly reply: MarbleReply | MarbleSocket | MarbleFailure;
}

/** Returns whether a request is the handshake of a WebSocket. */
export const isHandshake = ({ request, reply }: MarbleExchange): boolean =>
  reply.type === 'socket' || request?.headers['upgrade'] === 'websocket';

/** A value that a stream emitted, as JSON, with the time since the subscription in milliseconds. */
export interface MarbleEvent {
  readonly at: number;
  readonly value: unknown;
}

/** The end of a stream of events. `open`: neither completed nor failed while it was observed. */
export type MarbleEventsEnding =
  | { readonly type: 'complete'; readonly at: number }
  | { readonly type: 'error'; readonly at: number; readonly error: JsonObject }
  | { readonly type: 'open' };

/** The values that a client emitted, with their times, and the end of the stream. */
export interface MarbleEvents {
  readonly events: readonly MarbleEvent[];
  readonly ending: MarbleEventsEnding;
}

/**
 * The content of a `.marble` file: requests with their responses, in the order in which they were sent, and the events
 * that a client is expected to emit. Either part may be missing. All times are whole milliseconds. `parseMarble` reads
 * the text of a file, `printMarble` writes it.
 * The page “Marble files” of the documentation describes the text.
 */
export interface MarbleFile {
  /** Comments of the file: lines that begin with `//`, without these characters. */
  readonly notes?: readonly string[] | undefined;
  readonly exchanges: readonly MarbleExchange[];
  readonly events?: MarbleEvents | undefined;
}

/** The first line of every `.marble` file. The number is the version of the format. */
export const MARBLE_TITLE = 'marble 1';

/** The names of the requests of a file, in their order. Their number bounds the requests of one file. */
export const REQUEST_NAMES = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The maximum length of a `.marble` file, in characters: 64 Mi. */
export const MAX_MARBLE_SIZE = 64 * 1024 * 1024;

/** The number of milliseconds of the longest lane: a year. */
export const MAX_MARBLE_TIME = 366 * 24 * 3600 * 1000;

/**
 * The maximum size of all chunks, frames and events of a file together, in bytes: 256 Mi. A name may stand in a lane any
 * number of times, so that a short file could have a content without end.
 */
export const MAX_MARBLE_CONTENT = 256 * 1024 * 1024;

/** The size of a chunk, a frame or an event besides its bytes. */
export const MARBLE_PIECE = 64;
