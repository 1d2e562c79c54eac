import type { AnySchema } from '../../protocol/schema/Schema.js';

/** The access program for security work that a turn requests from OpenAI. */
export type CyberAccessProgram = 'standard' | 'daybreak_blue' | 'daybreak_red';

/** Options for one turn. */
export interface TurnOptions {
  /** A JSON Schema. If it is set, the agent's last message is JSON that matches it. */
  readonly outputSchema?: AnySchema | undefined;
  /** The access program for security work. Default: the setting of the server. */
  readonly cyberAccessProgram?: CyberAccessProgram | undefined;
  /** A signal that, when aborted, fails the turn and terminates the program. */
  readonly signal?: AbortSignal | undefined;
}
