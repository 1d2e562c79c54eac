/** Which of the two APIs an answer comes through. */
export type Wire = 'responses' | 'chat';

/** How the server cuts an answer: 64 KiB, one event, or 17 bytes per HTTP chunk; or one event per pause, in milliseconds. */
export type Cut = 'big' | 'evt' | 'tiny' | `paced-${number}`;

/** An answer of the server. */
export interface Answer {
  readonly wire: Wire;
  readonly cut: Cut;
  readonly deltas: number;
  /** How long each delta is, in characters. 0: as long as a token. */
  readonly size: number;
}

/** Where a contender finds its answer. */
export interface Setting {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  readonly wire: Wire;
  /** The longest silence that clients with an idle clock allow, in milliseconds. Default: their own. */
  readonly idleTimeout?: number;
}

/** Reads one answer after another: the first one cold, the others warm. */
export interface RepeatJob {
  readonly type: 'repeat';
  readonly warm: number;
}

/** Reads many answers at once. */
export interface ParallelJob {
  readonly type: 'parallel';
  readonly streams: number;
  /** Read once before, and not counted. */
  readonly warmUp: Setting;
}

/** Reads one answer with a consumer that awaits 1 ms for each delta, and leaves in the middle. */
export interface SlowJob {
  readonly type: 'slow';
  /** When it leaves, in milliseconds. */
  readonly leaveAfter: number;
  /** How long the process stays after that: its end would close the socket for a contender that does not. */
  readonly linger: number;
}

export type Task = RepeatJob | ParallelJob | SlowJob;

/** A contender's part. */
export interface ReadJob {
  readonly type: 'read';
  readonly contender: string;
  readonly setting: Setting;
  readonly task: Task;
}

/** Feeds deltas to an operator of codex-rx, without a network. */
export interface OperatorJob {
  readonly type: 'operator';
  readonly operator: string;
  readonly deltas: number;
}

/** What a client process is told; it does this one thing, reports, and ends. */
export type Job = ReadJob | OperatorJob;

/** One answer read to its end; times in milliseconds. */
export interface Reading {
  readonly length: number;
  readonly wall: number;
  readonly cpu: number;
  readonly firstEvent: number;
}

export interface RepeatReport {
  readonly type: 'repeat';
  /** How long the contender's modules took to load. */
  readonly load: number;
  readonly cold: Reading;
  readonly warm: readonly Reading[];
}

export interface ParallelReport {
  readonly type: 'parallel';
  readonly lengths: readonly number[];
  readonly wall: number;
  readonly cpu: number;
  readonly firstEvents: readonly number[];
  /** How late the event loop's timers were, the 99th percentile. */
  readonly loopDelay: number;
  /** In bytes. */
  readonly peakRss: number;
}

export interface SlowReport {
  readonly type: 'slow';
  /** How many deltas the consumer was given. */
  readonly deltas: number;
  /** In bytes. */
  readonly rssGrowth: number;
  /** When it left, in milliseconds since the epoch. */
  readonly leftAt: number;
  /** Why it ended by itself, where it did. */
  readonly failure?: string;
}

/** Times in milliseconds; the median of several passes. */
export interface OperatorReport {
  readonly type: 'operator';
  readonly wall: number;
}

/** What was asked for is not there; the reason is for people. */
export interface Missing {
  readonly type: 'missing';
  readonly reason: string;
}

export type Report = RepeatReport | ParallelReport | SlowReport | OperatorReport | Missing;

/** What the server tells of each answer, once it is whole or the client has hung up. */
export interface Ending {
  readonly type: 'ending';
  readonly whole: boolean;
  /** Bytes handed over to the operating system. */
  readonly pushed: number;
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** What the server tells: first where it listens. */
export type Notice = { readonly type: 'listening'; readonly port: number } | { readonly type: 'rendered' } | Ending;
