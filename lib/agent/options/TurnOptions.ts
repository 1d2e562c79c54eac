import type { AnySchema } from '../../protocol/schema/Schema.js';

/** Options for one turn. */
export interface TurnOptions {
  /** A JSON Schema. If it is set, the agent's last message is JSON that matches it. */
  readonly outputSchema?: AnySchema | undefined;
  /** A signal that, when aborted, fails the turn and terminates the program. */
  readonly signal?: AbortSignal | undefined;
}
