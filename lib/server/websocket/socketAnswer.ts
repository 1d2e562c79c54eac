import { fold } from '../../protocol/codec/fold.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { statusBody } from '../script/playHeadFault.js';
import { finishedIds, isTokenFrame, TORN_FRAME } from '../script/readFrame.js';
import { playFault } from '../endpoints/responsesFaults.js';
import type { Piece } from '../script/schedule.js';
import type { Fault } from '../script/Script.js';

/** A message on a WebSocket. */
export interface SocketMessage extends Piece {
  readonly isBinary: boolean;
}

/** The action after the last message. */
export type SocketEnding =
  /** Ends the answer; the connection stays open for the next request. */
  | { readonly type: 'done' }
  /** Sends nothing more, not even for later requests; the connection stays open. */
  | { readonly type: 'stall' }
  /** Ends the connection without a close frame. */
  | { readonly type: 'hang_up' }
  | { readonly type: 'reset' }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** The messages that answer one request on a WebSocket. */
export interface SocketAnswer {
  readonly messages: readonly SocketMessage[];
  readonly ending: SocketEnding;
  /** The ids of the responses that are finished once all messages have been sent. */
  readonly finished: readonly string[];
  /** The time between pings while the messages are sent, in milliseconds. Default: no pings. */
  readonly pingEvery?: number | undefined;
}

type Frames = readonly (JsonObject | null)[];

const DONE: SocketEnding = { type: 'done' };

const BINARY: SocketMessage = { text: '\x00\x01\x02', isToken: false, isBinary: true };

/** The error frame that a connection gets when it is 60 minutes old. */
// docs/wire.md, section 9.4
const LIMIT_REACHED: JsonObject = {
  type: 'error',
  status: 400,
  error: {
    type: 'invalid_request_error',
    code: 'websocket_connection_limit_reached',
    message:
      'Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.',
  },
};

const messageOf = (frame: JsonObject | null): SocketMessage =>
  frame === null
    ? { text: TORN_FRAME, isToken: false, isBinary: false }
    : { text: JSON.stringify(frame), isToken: isTokenFrame(frame), isBinary: false };

const statusFrame = (fault: Extract<Fault, { readonly type: 'status' }>): JsonObject => {
  const body = statusBody(fault);
  const error = { message: typeof body === 'string' ? body : JSON.stringify(body), type: 'scripted', code: null };
  const { status, headers } = fault;
  return { ...(isJsonObject(body) ? body : { error }), type: 'error', status, headers };
};

const answerOf = (frames: Frames, ending: SocketEnding = DONE): SocketAnswer => ({
  messages: frames.map(messageOf),
  ending,
  finished: finishedIds(frames.filter(isJsonObject)),
});

/** Turns frames of the Responses API into messages of a WebSocket and applies a fault to them. Pure. */
export const socketAnswer = (frames: readonly JsonObject[], fault: Fault | undefined): SocketAnswer => {
  const stopAfter = (after: number, ending: SocketEnding, ...last: Frames) =>
    answerOf([...frames.slice(0, after), ...last], ending);
  if (fault === undefined) return answerOf(frames);
  return fold<Fault, SocketAnswer>({
    status: (scripted) => answerOf([statusFrame(scripted)]),
    reset_before_head: () => answerOf([], { type: 'reset' }),
    stall_before_head: () => answerOf([], { type: 'stall' }),
    reset_mid_body: ({ after }) => stopAfter(after, { type: 'reset' }),
    stall_mid_body: ({ after }) => stopAfter(after, { type: 'stall' }),
    truncate: ({ after }) => stopAfter(after, { type: 'hang_up' }),
    error_event: ({ after, error }) => stopAfter(after, DONE, { type: 'error', error }),
    response_failed: (failed) => answerOf(playFault(frames, failed).frames),
    incomplete: (incomplete) => answerOf(playFault(frames, incomplete).frames),
    malformed_frame: (malformed) => answerOf(playFault(frames, malformed).frames),
    linger: () => answerOf(frames),
    ws_close: ({ after, code, reason = '' }) => stopAfter(after, { type: 'close', code, reason }),
    ws_binary: ({ after }) => {
      const { messages, ...answer } = answerOf(frames);
      return { ...answer, messages: [...messages.slice(0, after), BINARY, ...messages.slice(after)] };
    },
    ws_ping: ({ every }) => ({ ...answerOf(frames), pingEvery: every }),
    ws_error: ({ after, status, error, headers }) => stopAfter(after, DONE, { type: 'error', status, error, headers }),
    ws_connection_limit: ({ after }) => stopAfter(after, DONE, LIMIT_REACHED),
  })(fault);
};
