import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { ProcessRequest } from '../../transport/ProcessTransport.js';
import type { CodexOptions } from '../options/CodexOptions.js';
import { environmentOf } from '../process/environment.js';
import { execArguments } from './execArguments.js';
import { findCodex, programEnvironment } from '../process/findCodex.js';
import { promptOf, type Input } from '../options/Input.js';
import type { ThreadOptions } from '../options/ThreadOptions.js';
import type { TurnOptions } from '../options/TurnOptions.js';

/** A turn of a thread. */
export interface TurnCall {
  readonly thread: ThreadOptions;
  /** The thread to continue. Undefined starts a new one. Null is the id of a thread that has not started. */
  readonly threadId: string | null | undefined;
  readonly input: Input;
  readonly options: TurnOptions;
}

/**
 * Builds the request to run the program for a turn.
 *
 * @param schemaPath the file with the turn's output schema, if it has one.
 * @throws ApiError `build` if the program is not found, or an option cannot be passed to it.
 */
export const turnRequest = (
  codex: CodexOptions,
  { thread, threadId, input, options }: TurnCall,
  schemaPath: string | undefined,
): ProcessRequest => {
  const args = execArguments({
    codex,
    thread,
    threadId,
    input,
    schemaPath,
    cyberAccessProgram: options.cyberAccessProgram,
  });
  const program = findCodex(codex.codexPathOverride, codex.env);
  return {
    command: program.command,
    args: [...program.args, ...args],
    env: programEnvironment(program, environmentOf(codex)),
    stdin: promptOf(input),
    ...definedMembers({ onStderr: codex.onStderr }),
  };
};
