import type { ProcessRequest } from '../../transport/ProcessTransport.js';
import type { CodexOptions } from '../options/CodexOptions.js';
import { environmentOf } from '../process/environment.js';
import { execArguments } from './execArguments.js';
import { findCodex } from '../process/findCodex.js';
import { promptOf, type Input } from '../options/Input.js';
import type { ThreadOptions } from '../options/ThreadOptions.js';
import type { TurnOptions } from '../options/TurnOptions.js';

/** One turn of a thread. */
export interface TurnCall {
  readonly thread: ThreadOptions;
  /** The thread to go on with; undefined starts a new one, null is the id of one that has not started. */
  readonly threadId: string | null | undefined;
  readonly input: Input;
  readonly options: TurnOptions;
}

/**
 * The program to run for a turn.
 *
 * @param schemaPath the file that holds the turn's output schema, if it has one.
 * @throws ApiError `build` where the program is not found, or an option cannot be passed on.
 */
export const turnRequest = (
  codex: CodexOptions,
  { thread, threadId, input }: TurnCall,
  schemaPath: string | undefined,
): ProcessRequest => {
  const args = execArguments({ codex, thread, threadId, input, schemaPath });
  const program = findCodex(codex.codexPathOverride);
  return {
    command: program.command,
    args: [...program.args, ...args],
    env: environmentOf(codex),
    stdin: promptOf(input),
  };
};
