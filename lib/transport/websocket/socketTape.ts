import type { SchedulerLike } from 'rxjs';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { isApiError } from '../../protocol/errors/ApiError.js';
import {
  lostReasonOf,
  type MarbleFrame,
  type MarbleSending,
  type MarbleSocketEnding,
} from '../../protocol/recording/marbleFile/MarbleSocket.js';
import { notify } from '../../telemetry/Telemetry.js';
import { lossOf } from '../recordingTape.js';
import type { SocketFrame } from '../WebSocketTransport.js';

/** A writer of the result of a message or a ping. No method throws. */
export interface SendingTape {
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

/** A writer of the frames of one WebSocket. No method throws. */
export interface SocketTape {
  /** Records that a message was sent: its `type`, and nothing else of it. */
  readonly sent: (text: string) => SendingTape;
  readonly ping: () => SendingTape;
  readonly received: (frame: SocketFrame) => void;
  readonly end: () => void;
  readonly lost: (cause: unknown) => void;
  readonly cancelled: () => void;
}

/** The data of a WebSocket. */
export interface SocketLog {
  readonly frames: readonly MarbleFrame[];
  readonly ending: MarbleSocketEnding | undefined;
}

/** Options for `createSocketTape`. */
export interface SocketTapeOptions {
  /** Masks secrets in what the server sent. */
  readonly clean: (text: string) => string;
  readonly scheduler: SchedulerLike;
  /** The number of characters that may still be recorded. */
  readonly room: () => number;
  /** A callback, called for each change with the number of characters that it adds. */
  readonly changed: (size: number) => void;
}

/** The name of a message whose JSON has no usable `type`. */
const UNNAMED = 'message';

const nameOf = (text: string, clean: (text: string) => string): string => {
  const json = parseJsonText(text);
  const type = isJsonObject(json) && typeof json['type'] === 'string' ? clean(json['type']) : '';
  return /^[\w.-]{1,80}$/.test(type) ? type : UNNAMED;
};

/** Creates a recorder of a WebSocket. Times are measured from now on. After the first end, nothing more is recorded. */
export const createSocketTape = ({ clean, scheduler, room, changed }: SocketTapeOptions): SocketTape & SocketLog => {
  const started = scheduler.now();
  const frames: MarbleFrame[] = [];
  let ending: MarbleSocketEnding | undefined;
  let last = 0;
  /** Returns the time since the head. It never decreases, although the system clock may be set back. */
  const now = (): number => (last = Math.max(last, scheduler.now() - started));

  const finish = (end: MarbleSocketEnding): void => {
    if (ending !== undefined) return;
    ending = end;
    changed(0);
  };
  const put = (frame: MarbleFrame, size: number): void => {
    if (ending !== undefined) return;
    if (size > room()) return finish({ type: 'cancelled', at: frame.at });
    frames.push(frame);
    changed(size);
  };
  const send = (make: (at: number, sending: MarbleSending) => MarbleFrame): SendingTape => {
    const at = now();
    const pending = make(at, { type: 'pending' });
    const index = frames.length;
    put(pending, 0);
    const settle = (sending: MarbleSending): void => {
      if (frames[index] !== pending) return;
      frames[index] = make(at, sending);
      changed(0);
    };
    return {
      done: () => settle({ type: 'done', after: now() - at }),
      failed: (cause) =>
        notify(() => {
          const { detail, ...code } = lossOf(cause);
          settle({ type: 'failed', after: now() - at, detail: clean(detail), ...code });
        }),
    };
  };

  return {
    frames,
    get ending() {
      return ending;
    },
    sent: (text) => {
      let name = UNNAMED;
      notify(() => (name = nameOf(text, clean)));
      return send((at, sending) => ({ type: 'sent', at, name, sending }));
    },
    ping: () => send((at, sending) => ({ type: 'ping', at, sending })),
    received: (frame) =>
      notify(() => {
        const at = now();
        if (frame.type === 'binary') put({ type: 'binary', at }, 0);
        else if (frame.type === 'close')
          put({ type: 'close', at, code: frame.code, reason: clean(frame.reason) }, frame.reason.length);
        else put({ type: 'text', at, text: clean(frame.text) }, frame.text.length);
      }),
    end: () => finish({ type: 'end', at: now() }),
    cancelled: () => finish({ type: 'cancelled', at: now() }),
    lost: (cause) =>
      notify(() => {
        const { detail, ...code } = lossOf(cause);
        const isStream = isApiError(cause) && cause.type === 'stream';
        const reason = isStream ? (lostReasonOf(cause.reason) ?? 'connection_lost') : undefined;
        finish({ type: 'lost', at: now(), detail: clean(detail), ...code, ...definedMembers({ reason }) });
      }),
  };
};
