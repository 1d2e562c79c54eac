import type { OutputSchema } from './outputSchema.js';

/** Options for one turn. */
export interface TurnOptions {
  /** The schema of the agent's last message, which is then JSON. */
  readonly outputSchema?: OutputSchema | undefined;
  /** Aborting it ends the turn with an error, and ends the program. */
  readonly signal?: AbortSignal | undefined;
}
