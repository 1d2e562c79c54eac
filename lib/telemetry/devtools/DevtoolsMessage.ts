/** The stages of a call that take time. */
export type DevtoolsStage =
  | 'request' // an attempt, up to the status and headers of its response
  | 'retry wait'
  | 'first byte' // from the status and headers to the first frame
  | 'frames'
  | 'silence' // between two frames, or before an idle timeout
  | 'demand closed' // the consumer cannot take more, and the socket is not read
  | 'drain'; // the rest of the body, after the answer

/** The members of every message. */
export interface DevtoolsOfCall {
  /** The id of the call, unique on the channel. */
  readonly call: string;
  /** The time, in milliseconds since 1970. */
  readonly at: number;
}

/** The beginning of a call. */
export interface DevtoolsCall extends DevtoolsOfCall {
  readonly type: 'call';
  readonly api: string;
  readonly provider: string;
  readonly model?: string;
}

/** A stage. Without `end` it has only begun; a later message with the same `at` completes it. */
export interface DevtoolsSpan extends DevtoolsOfCall {
  readonly type: 'stage';
  readonly stage: DevtoolsStage;
  /** The time of the end, in milliseconds since 1970. */
  readonly end?: number;
  /** The time at which the stage is expected to end. */
  readonly due?: number;
  /** A status, the number of frames, or the type of an error. */
  readonly note?: string;
}

/** A frame. Frames that arrive within 4 ms share a message, and the next one has their number. */
export interface DevtoolsFrame extends DevtoolsOfCall {
  readonly type: 'frame';
  /** The name of its event; `comment` for a comment. */
  readonly name?: string;
  /** The number of frames since the last message, this one included. */
  readonly count: number;
}

/** An event of the answer. Sent only with the option `texts`. */
export interface DevtoolsText extends DevtoolsOfCall {
  readonly type: 'text';
  /** The event as JSON, cut, with the credentials of the call masked. */
  readonly text: string;
}

/** The end of a call. */
export interface DevtoolsEnd extends DevtoolsOfCall {
  readonly type: 'end';
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** The type of the error, and its status. */
  readonly note?: string;
  /** The number of frames that no message has counted yet. */
  readonly count: number;
}

/** A message that `tapDevtools` sends to the page that draws it. */
export type DevtoolsMessage = DevtoolsCall | DevtoolsSpan | DevtoolsFrame | DevtoolsText | DevtoolsEnd;
