import type { AnySchema } from '../../protocol/schema/Schema.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import type { TurnOptions } from './TurnOptions.js';

/** The result of `runStreamed`. */
export interface RunStreamedResult {
  /** The events of the turn. The first `next()` starts the program; leaving the loop terminates it. */
  readonly events: AsyncGenerator<ThreadEvent>;
}

/** Options for `runAs`. */
export interface RunAsOptions extends TurnOptions {
  /** The JSON Schema that the agent's answer must follow. */
  readonly outputSchema: AnySchema;
}
