import type { OutputSchema } from './outputSchema.js';

/** What may be said of one turn. */
export interface TurnOptions {
  /** The shape of the agent's last message, which is then JSON. */
  readonly outputSchema?: OutputSchema | undefined;
  /** Ends the turn with an error, and the program with it. */
  readonly signal?: AbortSignal | undefined;
}
