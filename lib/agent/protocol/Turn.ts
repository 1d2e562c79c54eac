import type { AgentRequest } from './AgentRequest.js';
import type { ThreadError } from './ThreadEvent.js';
import type { ThreadItem } from './ThreadItem.js';
import type { Usage } from './Usage.js';

/** The result of a turn. */
export interface RunResult {
  /** The completed items, in order of completion. */
  readonly items: readonly ThreadItem[];
  /** The agent's last message; empty if there was none. */
  readonly finalResponse: string;
  readonly usage: Usage | null;
}

/** An immutable snapshot of a turn, for rendering. */
export interface Turn {
  readonly status: 'running' | 'completed' | 'failed' | 'interrupted';
  readonly thread_id: string | null;
  /** Every item in its latest state, in order of appearance. Unchanged items are the same objects as before. */
  readonly items: readonly ThreadItem[];
  /** Null while the turn runs. */
  readonly usage: Usage | null;
  /** The requests that wait for approval or for the user's answers. Absent if there was none; app-server only. */
  readonly waiting?: readonly AgentRequest[];
  /** The changes of all files in this turn so far, as a unified diff. Absent if none was reported; app-server only. */
  readonly diff?: string;
  /** The reason for a failed turn. */
  readonly error: ThreadError | null;
}
