/** The API of an answer. */
export type Wire = 'responses' | 'chat';

/**
 * The pieces in which the server sends an answer: 64 KiB, one event, or 17 bytes per HTTP chunk; one event per pause, in milliseconds; or
 * one event per chunk, with the end of the body that many milliseconds after the last one.
 */
export type Cut = 'big' | 'evt' | 'tiny' | `paced-${number}` | `late-${number}`;

/** An answer of the server. */
export interface Answer {
  readonly wire: Wire;
  readonly cut: Cut;
  readonly deltas: number;
  /** The length of each delta, in characters. 0: the length of a token. */
  readonly size: number;
}

/** The address of an answer, and the options of the client that reads it. */
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

/** Reads one answer with a consumer that awaits 1 ms for each delta and unsubscribes in the middle. */
export interface SlowJob {
  readonly type: 'slow';
  /** The time until it unsubscribes, in milliseconds. */
  readonly leaveAfter: number;
  /** The time that the process stays after that, in milliseconds: its end would close a socket that the contender left open. */
  readonly linger: number;
}

/** Reads an answer that fails, and reports the outcome. */
export interface WatchJob {
  readonly type: 'watch';
  /** The time that it is observed, in milliseconds. */
  readonly limit: number;
  /** Read once before, and not observed: the first request of a process is late. */
  readonly warmUp?: Setting;
}

/** The way a consumer cancels: by the package's own means during a silence, or by leaving its loop at the last delta. */
export type Leave = 'own' | 'break';

/** Cancels an answer whose server has fallen silent. */
export interface LeaveJob {
  readonly type: 'leave';
  readonly leave: Leave;
  /** The number of deltas before the silence. */
  readonly deltas: number;
  /** The time that the process stays after that, in milliseconds. */
  readonly linger: number;
}

/** Reads many short answers: one after another, or some at once. */
export interface ShortJob {
  readonly type: 'short';
  /** The number of answers that are read first and not counted. */
  readonly warm: number;
  /** The number of answers that are counted. */
  readonly answers: number;
  /** The number of answers that are read at the same time. */
  readonly atOnce: number;
}

/** Opens many answers whose server falls silent, and measures the memory that they need. */
export interface OpenJob {
  readonly type: 'open';
  readonly streams: number;
  /** The number of deltas before the silence. */
  readonly deltas: number;
}

export type Task = ShortJob | OpenJob | RepeatJob | ParallelJob | SlowJob | WatchJob | LeaveJob;

/** Reads answers with one contender. */
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

/** The program, and the prompt, of a client of `codex`. */
export interface AgentRun {
  /** The path of the program. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** The characters of the prompt. */
  readonly prompt: number;
  /** The longest silence that clients with an idle clock allow, in milliseconds. */
  readonly idleTimeout: number;
}

/** Runs the `codex` program with one of its clients. */
export interface AgentJob extends AgentRun {
  readonly type: 'agent';
  readonly agent: string;
  readonly task: WatchJob | LeaveJob;
}

/** The only job of a client process, which reports its result and exits. */
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
  /** The time that the contender's modules took to load. */
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
  /** The delay of the event loop's timers, as the 99th percentile. */
  readonly loopDelay: number;
  /** In bytes. */
  readonly peakRss: number;
}

export interface SlowReport {
  readonly type: 'slow';
  /** The number of deltas that the consumer received. */
  readonly deltas: number;
  /** In bytes. */
  readonly rssGrowth: number;
  /** The time at which it unsubscribed, in milliseconds since the epoch. */
  readonly leftAt: number;
  /** The reason for which the answer ended by itself, if it did. */
  readonly failure?: string;
}

/** The outcome of an answer that fails. */
export interface WatchReport {
  readonly type: 'watch';
  /** The number of characters received. */
  readonly length: number;
  /** The other notifications of the client, in their order, as text for people. */
  readonly signs: readonly string[];
  /** The state at the end of the time: resolved, rejected, or neither. */
  readonly end: 'over' | 'thrown' | 'waiting';
  /** The message of the rejection. */
  readonly message?: string;
  /** An error that was thrown where the program cannot catch it. */
  readonly uncaught?: string;
  /** The time since the last text, or since the request, in milliseconds. */
  readonly after: number;
  /** The client's option for the idle time, if it has one. */
  readonly limitedBy?: string;
}

export interface LeaveReport {
  readonly type: 'leave';
  /** The time at which it cancelled, in milliseconds since the epoch. Undefined if the text before never arrived. */
  readonly leftAt?: number;
  /** The package's own means of cancelling. */
  readonly leftBy: string;
  /** An error that was thrown where the program cannot catch it. */
  readonly uncaught?: string;
}

/** Times in milliseconds; the median of several passes. */
export interface OperatorReport {
  readonly type: 'operator';
  readonly wall: number;
}

/** Report of a job that cannot run, e.g. because a package is not installed. */
export interface Missing {
  readonly type: 'missing';
  readonly reason: string;
}

/** The average cost of a short answer, in milliseconds. */
export interface ShortReport {
  readonly type: 'short';
  readonly lengths: readonly number[];
  readonly cpu: number;
  readonly wall: number;
}

/** The average memory of an open answer, in bytes. */
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

/** The server's notice about an answer that is complete, or whose client has closed the connection. */
export interface Ending {
  readonly type: 'ending';
  readonly whole: boolean;
  /** Bytes handed over to the operating system. */
  readonly pushed: number;
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** The messages of the server's process. The first one has its ports. */
export type Notice =
  | { readonly type: 'listening'; readonly port: number; readonly securePort: number }
  | { readonly type: 'rendered' }
  | { readonly type: 'connections'; readonly connections: number }
  | Ending;
