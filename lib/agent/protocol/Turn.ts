import type { ThreadError } from './ThreadEvent.js';
import type { ThreadItem } from './ThreadItem.js';
import type { Usage } from './Usage.js';

/** What a turn came to. Source: seed 001, "RunResult". */
export interface RunResult {
  /** The items that were completed, in that order. */
  readonly items: readonly ThreadItem[];
  /** The agent's last message; empty where it said nothing. */
  readonly finalResponse: string;
  readonly usage: Usage | null;
}

/** A turn as it stands, for rendering: a snapshot that never changes. */
export interface Turn {
  readonly status: 'running' | 'completed' | 'failed';
  readonly thread_id: string | null;
  /** Every item in its latest state, in the order in which they appeared. What has not changed is the same object. */
  readonly items: readonly ThreadItem[];
  /** Null while the turn runs. */
  readonly usage: Usage | null;
  /** Why the turn failed. */
  readonly error: ThreadError | null;
}
