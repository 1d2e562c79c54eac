import type { Missing, Setting } from '../job.js';

/** A way to read an answer of the server. Each call is a request; both resolve when its stream is over. */
export interface Contender {
  /** Reads to the end as fast as it comes. */
  readonly read: (onText: (text: string) => void) => Promise<void>;
  /** Waits for `onText` after each delta, and leaves the stream once it resolves with false. */
  readonly readSlowly: (onText: (text: string) => Promise<boolean>) => Promise<void>;
}

/** Makes the contender's client. Nothing is sent yet. */
export type Open = (setting: Setting) => Contender | Missing | Promise<Contender | Missing>;

/** The prompt and the names in a request: the server reads none of them. */
export const MODEL = 'bench';
export const PROMPT = 'Write until you are told to stop.';
export const KEY = 'bench-key';
