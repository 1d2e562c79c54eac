import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { CallReport, CallTelemetry, SsePoll } from '../Telemetry.js';
import type { DevtoolsMessage, DevtoolsStage } from './DevtoolsMessage.js';

/** Options for `callStages`. */
export interface CallStagesOptions {
  /** The id of the call. */
  readonly call: string;
  readonly send: (message: DevtoolsMessage) => void;
  readonly now: () => number;
  /** The shortest time without a frame that counts as silence, in milliseconds. */
  readonly silence: number;
  /** The maximum number of characters of an event; 0 sends no text. */
  readonly textLength: number;
}

/** The shortest time between two messages for frames, in milliseconds. */
const FRAME_PAUSE = 4;
/** The maximum number of characters of a name that comes from a server. */
const MAX_NAME = 80;

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

const noteOf = (error: ApiError | undefined): string | undefined => {
  if (error === undefined) return undefined;
  const detail = error.type === 'stream' ? error.reason : (error.status ?? error.code);
  return cut([error.type, detail].filter((part) => part !== undefined).join(' '), MAX_NAME);
};

const plural = (count: number): string => `${count} frame${count === 1 ? '' : 's'}`;

/** A stage that has begun. */
interface Begun {
  readonly stage: DevtoolsStage;
  readonly at: number;
  readonly note?: string | undefined;
  readonly due?: number;
}

/**
 * Creates hooks that turn the reports of one call into stages with a beginning and an end. A stage is sent when it is
 * complete; a wait before a retry and a closed demand are also sent when they begin.
 */
export const callStages = (
  report: Pick<CallReport, 'redact'>,
  { call, send, now, silence, textLength }: CallStagesOptions,
): CallTelemetry => {
  let wait: Begun | undefined;
  let closed: Begun | undefined;
  /** The time since when the socket is read: before, there could be no frame. */
  let openedAt = -Infinity;
  let reading: { readonly at: number; last: number; count: number } | undefined;
  /** The time of the response head until its first frame has come. */
  let headAt: number | undefined;
  let framePostedAt = -Infinity;
  let uncounted = 0;

  const finish = ({ stage, at, note }: Begun, end: number): void =>
    send({ type: 'stage', call, stage, at, end: Math.max(at, end), ...definedMembers({ note }) });
  const begin = (begun: Begun): Begun => {
    const { stage, at, note, due } = begun;
    send({ type: 'stage', call, stage, at, ...definedMembers({ note, due }) });
    return begun;
  };
  const endWait = (end: number): void => {
    if (wait !== undefined) finish(wait, end);
    wait = undefined;
  };
  const endFrames = (): void => {
    if (reading !== undefined) finish({ stage: 'frames', at: reading.at, note: plural(reading.count) }, reading.last);
    reading = undefined;
  };
  const changeDemand = (isOpen: boolean): void => {
    const at = now();
    if (!isOpen) closed ??= begin({ stage: 'demand closed', at });
    else if (closed !== undefined) {
      finish(closed, at);
      closed = undefined;
      openedAt = at;
    }
  };
  const countFrame = (at: number, name: string): void => {
    reading ??= { at, last: at, count: 0 };
    reading.last = at;
    reading.count += 1;
    uncounted += 1;
    if (at - framePostedAt < FRAME_PAUSE) return;
    send({ type: 'frame', call, at, name: cut(name, MAX_NAME), count: uncounted });
    framePostedAt = at;
    uncounted = 0;
  };
  const onPoll = ({ result, event, duration }: SsePoll): void => {
    const at = now();
    const from = Math.max(at - duration, openedAt);
    if (headAt !== undefined) finish({ stage: 'first byte', at: headAt }, at);
    else if (at - from >= silence && closed === undefined) {
      endFrames();
      finish({ stage: 'silence', at: from }, at);
    }
    headAt = undefined;
    if (result === 'event' || result === 'comment') countFrame(at, event ?? 'comment');
    else endFrames();
  };
  return {
    onRequest: ({ status, error, duration }) => {
      const at = now();
      endWait(at - duration);
      finish({ stage: 'request', at: at - duration, note: noteOf(error) ?? status?.toString() }, at);
      headAt = error === undefined ? at : undefined;
    },
    onRetry: ({ delay, error }) => {
      const at = now();
      endFrames();
      wait = begin({ stage: 'retry wait', at, due: at + delay, note: noteOf(error) });
    },
    onSsePoll: onPoll,
    onWsPoll: onPoll,
    onWsRequest: ({ duration, error }) => {
      const at = now();
      endWait(at - duration);
      finish({ stage: 'request', at: at - duration, note: noteOf(error) ?? 'sent' }, at);
      headAt = error === undefined ? at : undefined;
    },
    onDemand: changeDemand,
    onDrain: ({ duration, isWhole }) => {
      const at = now();
      finish({ stage: 'drain', at: at - duration, note: isWhole ? 'whole' : 'given up' }, at);
    },
    onEvent:
      textLength === 0
        ? undefined
        : (event) =>
            send({ type: 'text', call, at: now(), text: cut(report.redact(JSON.stringify(event)), textLength) }),
    onEnd: ({ outcome, error }) => {
      const at = now();
      endWait(at);
      endFrames();
      changeDemand(true);
      send({ type: 'end', call, at, outcome, count: uncounted, ...definedMembers({ note: noteOf(error) }) });
    },
  };
};
