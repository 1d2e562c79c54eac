import type { DevtoolsMessage, DevtoolsStage } from '../../../lib/telemetry/devtools/DevtoolsMessage.js';
import type { MarbleFile } from '../../../lib/protocol/recording/marbleFile/MarbleFile.js';

/** A stage of a call. Times are in milliseconds since 1970. Without `end` it has not ended. */
export interface LaneStage {
  readonly stage: DevtoolsStage;
  readonly at: number;
  readonly end?: number | undefined;
  readonly note?: string | undefined;
}

/** A frame, or several that came together. */
export interface LaneFrame {
  readonly at: number;
  readonly name: string;
  readonly count: number;
}

/** A text of the answer, if the application sends texts. */
export interface LaneText {
  readonly at: number;
  readonly text: string;
}

/** The state of a call. */
export interface CallLanes {
  readonly id: string;
  readonly title: string;
  readonly start: number;
  readonly end?: number | undefined;
  readonly outcome?: string | undefined;
  readonly stages: readonly LaneStage[];
  readonly frames: readonly LaneFrame[];
  readonly texts: readonly LaneText[];
  /** The file that the call was read from. */
  readonly file?: MarbleFile | undefined;
}

/** The number of calls that are kept. The oldest ones are removed first. */
const MAX_CALLS = 100;
/** The number of stages, frames and texts that are kept of each call. */
export const MAX_ENTRIES = 5_000;

const appended = <T>(list: readonly T[], entry: T): readonly T[] =>
  list.length < MAX_ENTRIES ? [...list, entry] : [...list.slice(1), entry];

const begun = (id: string, title: string, start: number): CallLanes => ({
  id,
  title,
  start,
  stages: [],
  frames: [],
  texts: [],
});

/** A stage that is known to have begun is replaced when it has ended. */
const withStage = (stages: readonly LaneStage[], stage: LaneStage): readonly LaneStage[] =>
  appended(
    stages.filter((other) => other.stage !== stage.stage || other.at !== stage.at),
    stage,
  );

const withMessage = (call: CallLanes, message: DevtoolsMessage): CallLanes => {
  switch (message.type) {
    case 'call':
      return call;
    case 'stage': {
      const { stage, at, end, note } = message;
      return { ...call, stages: withStage(call.stages, { stage, at, end, note }) };
    }
    case 'frame': {
      const { at, name = '', count } = message;
      return { ...call, frames: appended(call.frames, { at, name, count }) };
    }
    case 'text':
      return { ...call, texts: appended(call.texts, { at: message.at, text: message.text }) };
    case 'end': {
      const { at, outcome, note, count } = message;
      const frames = count === 0 ? call.frames : appended(call.frames, { at, name: 'more frames', count });
      return { ...call, frames, end: at, outcome: note === undefined ? outcome : `${outcome}: ${note}` };
    }
  }
};

/** Adds a message of `tapDevtools` to the calls. A call whose beginning was missed begins with its first message. */
export const addMessage = (calls: readonly CallLanes[], message: DevtoolsMessage): readonly CallLanes[] => {
  if (calls.some(({ id }) => id === message.call))
    return calls.map((call) => (call.id === message.call ? withMessage(call, message) : call));
  const title = message.type === 'call' ? `${message.api} ${message.model ?? ''} (${message.provider})` : 'call';
  const call = withMessage(begun(message.call, title.replace(/ +/g, ' '), message.at), message);
  return [...calls, call].slice(-MAX_CALLS);
};

/** Returns the time of the last thing that is known of a call. */
export const lastTimeOf = ({ start, end, stages, frames }: CallLanes): number =>
  stages.reduce(
    (last, { at, end: until }) => Math.max(last, until ?? at),
    Math.max(start, end ?? start, frames.at(-1)?.at ?? start),
  );
