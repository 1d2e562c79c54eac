import type { AgentRun, Missing, Setting } from '../job.js';

/** What is told of an answer while it comes. */
export interface Watcher {
  readonly onText: (text: string) => void;
  /** What is no text and says how the answer goes, in words for people: a tool call, an error that comes as an event. */
  readonly onSign: (sign: string) => void;
}

/** What a client has, and the plainest code has not: its own ways with an answer that does not go well. */
export interface Habits {
  /** Reads to the end and tells everything; leaves by the package's own means when the signal says so. */
  readonly watch: (watcher: Watcher, signal: AbortSignal) => Promise<void>;
  /** The package's own means of leaving. */
  readonly leftBy: string;
  /** The option that `Setting.idleTimeout` is given to, where the package has one. */
  readonly limitedBy?: string | undefined;
}

/** A way to read an answer of the server. Each call is a request; both resolve when its stream is over. */
export interface Contender {
  /** Reads to the end as fast as it comes. */
  readonly read: (onText: (text: string) => void) => Promise<void>;
  /** Waits for `onText` after each delta, and leaves the stream once it resolves with false. */
  readonly readSlowly: (onText: (text: string) => Promise<boolean>) => Promise<void>;
  readonly habits?: Habits;
}

/** How a tool call is told of. */
export const callSign = (name: unknown, input: unknown): string =>
  `${String(name)}(${typeof input === 'string' ? input : JSON.stringify(input)})`;

/** Makes the contender's client. Nothing is sent yet. */
export type Open = (setting: Setting) => Contender | Missing | Promise<Contender | Missing>;

/** Makes a client of the program. Nothing is run yet. */
export type OpenAgent = (run: AgentRun) => Contender;

/** The prompt and the names in a request: the server reads none of them. */
export const MODEL = 'bench';
export const PROMPT = 'Write until you are told to stop.';
export const KEY = 'bench-key';
