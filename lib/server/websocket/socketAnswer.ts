import { fold } from '../../protocol/codec/fold.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { statusBody } from '../script/playHeadFault.js';
import { finishedIds, isTokenFrame, TORN_FRAME } from '../script/readFrame.js';
import { playFault } from '../endpoints/responsesFaults.js';
import type { Piece } from '../script/schedule.js';
import type { Fault } from '../script/Script.js';

/** One message on a WebSocket. */
export interface SocketMessage extends Piece {
  readonly isBinary: boolean;
}

/** What happens when all messages were sent. */
export type SocketEnding =
  /** The answer is over, and the connection is open for the next request. */
  | { readonly type: 'done' }
  /** Nothing more is sent, to no request; the connection stays open. */
  | { readonly type: 'stall' }
  /** The connection ends without a close frame. */
  | { readonly type: 'hang_up' }
  | { readonly type: 'reset' }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** What to send on a WebSocket for one request. */
export interface SocketAnswer {
  readonly messages: readonly SocketMessage[];
  readonly ending: SocketEnding;
  /** The ids of the responses that were finished, where it is sent to its end. */
  readonly finished: readonly string[];
  /** Milliseconds from one ping to the next while it is sent. Default: none. */
  readonly pingEvery?: number | undefined;
}

type Frames = readonly (JsonObject | null)[];

const DONE: SocketEnding = { type: 'done' };

const NO_TEXT: SocketMessage = { text: '\x00\x01\x02', isToken: false, isBinary: true };

/** The error frame of a connection that has lived for an hour. Source: wire.md 9.4. */
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

/** What the frames of the Responses API come to on a WebSocket, after a fault has had its way with them. Pure. */
export const socketAnswer = (frames: readonly JsonObject[], fault: Fault | undefined): SocketAnswer => {
  const stopAfter = (after: number, ending: SocketEnding, ...last: Frames) =>
    answerOf([...frames.slice(0, after), ...last], ending);
  if (fault === undefined) return answerOf(frames);
  return fold<Fault, SocketAnswer>({
    status: (said) => answerOf([statusFrame(said)]),
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
      return { ...answer, messages: [...messages.slice(0, after), NO_TEXT, ...messages.slice(after)] };
    },
    ws_ping: ({ every }) => ({ ...answerOf(frames), pingEvery: every }),
    ws_error: ({ after, status, error, headers }) => stopAfter(after, DONE, { type: 'error', status, error, headers }),
    ws_connection_limit: ({ after }) => stopAfter(after, DONE, LIMIT_REACHED),
  })(fault);
};
