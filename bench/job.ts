/** Which of the two APIs an answer comes through. */
export type Wire = 'responses' | 'chat';

/**
 * How the server cuts an answer: 64 KiB, one event, or 17 bytes per HTTP chunk; one event per pause, in milliseconds; or
 * one event per chunk, with the end of the body that many milliseconds after the last one.
 */
export type Cut = 'big' | 'evt' | 'tiny' | `paced-${number}` | `late-${number}`;

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

/** Reads an answer that does not go well, and watches what becomes of it. */
export interface WatchJob {
  readonly type: 'watch';
  /** How long, in milliseconds. */
  readonly limit: number;
  /** Read once before, and not watched: the first request of a process is late. */
  readonly warmUp?: Setting;
}

/** How a consumer leaves: by the package's own means while nothing comes, or out of its loop at the last delta that came. */
export type Leave = 'own' | 'break';

/** Leaves an answer whose server has fallen silent. */
export interface LeaveJob {
  readonly type: 'leave';
  readonly leave: Leave;
  /** How many deltas come before the silence. */
  readonly deltas: number;
  /** How long the process stays after that, in milliseconds. */
  readonly linger: number;
}

/** Reads many short answers: one after another, or some at once. */
export interface ShortJob {
  readonly type: 'short';
  /** How many answers are read and not counted, and how many are counted. */
  readonly warm: number;
  readonly answers: number;
  /** How many are read at the same time. */
  readonly atOnce: number;
}

/** Opens many answers whose server falls silent, and weighs them. */
export interface OpenJob {
  readonly type: 'open';
  readonly streams: number;
  /** How many deltas come before the silence. */
  readonly deltas: number;
}

export type Task = ShortJob | OpenJob | RepeatJob | ParallelJob | SlowJob | WatchJob | LeaveJob;

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

/** What a client of the `codex` program runs. */
export interface AgentRun {
  /** The path of the program. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** The characters of the prompt. */
  readonly prompt: number;
  /** The longest silence that clients with an idle clock allow, in milliseconds. */
  readonly idleTimeout: number;
}

/** A part of a client of the `codex` program. */
export interface AgentJob extends AgentRun {
  readonly type: 'agent';
  readonly agent: string;
  readonly task: WatchJob | LeaveJob;
}

/** What a client process is told; it does this one thing, reports, and ends. */
export type Job = ReadJob | OperatorJob | AgentJob;

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

/** What became of an answer that did not go well. */
export interface WatchReport {
  readonly type: 'watch';
  /** How much text came. */
  readonly length: number;
  /** What the client told besides text, in the order in which it did: in words for people. */
  readonly signs: readonly string[];
  /** Whether it resolved, rejected, or had done neither when the time was over. */
  readonly end: 'over' | 'thrown' | 'waiting';
  /** What it rejected with. */
  readonly message?: string;
  /** What was thrown where nobody could catch it. */
  readonly uncaught?: string;
  /** How long after the last text, or the request, in milliseconds. */
  readonly after: number;
  /** The option that the idle time was given to, where the client has one. */
  readonly limitedBy?: string;
}

export interface LeaveReport {
  readonly type: 'leave';
  /** When it left, in milliseconds since the epoch; undefined where it was never given the text before. */
  readonly leftAt?: number;
  /** What its own means are. */
  readonly leftBy: string;
  /** What was thrown where nobody could catch it. */
  readonly uncaught?: string;
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

/** What a short answer took, on average, in milliseconds. */
export interface ShortReport {
  readonly type: 'short';
  readonly lengths: readonly number[];
  readonly cpu: number;
  readonly wall: number;
}

/** What an open answer holds, on average, in bytes. */
export interface OpenReport {
  readonly type: 'open';
  readonly heap: number;
  readonly rss: number;
}

export type Report =
  | ShortReport
  | OpenReport
  | RepeatReport
  | ParallelReport
  | SlowReport
  | WatchReport
  | LeaveReport
  | OperatorReport
  | Missing;

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
export type Notice =
  | { readonly type: 'listening'; readonly port: number; readonly securePort: number }
  | { readonly type: 'rendered' }
  | { readonly type: 'connections'; readonly connections: number }
  | Ending;
