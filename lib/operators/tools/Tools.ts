import type { ObservableInput } from 'rxjs';
import type { ToolCall } from '../../answer/AnswerEvent.js';
import type { JsonObject } from '../../protocol/codec/json.js';

/** The surroundings of one run of a tool. */
export interface ToolContext {
  /** The call, with its id. It is frozen. */
  readonly call: ToolCall;
  /** Is aborted when the output is no longer needed: at the time limit, and when the consumer unsubscribes. */
  readonly signal: AbortSignal;
}

/** A run whose arguments have been checked. */
export interface PreparedRun {
  /** Returns whether the call needs an approval; undefined leaves it to the options of the loop. */
  readonly needsApproval?: ((call: ToolCall) => unknown) | undefined;
  /** Runs the tool. */
  readonly run: (context: ToolContext) => unknown;
}

/**
 * A tool: its declaration, and the function that runs it. Created with `tool`. Only the declaration is enumerable, so
 * that a tool can be sent as it is, as one of the `tools` of a prompt.
 */
export interface Tool {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  /** The JSON Schema of the arguments. */
  readonly parameters: JsonObject;
  readonly strict?: boolean;
  /**
   * Checks the input of a call and returns the run that it describes. Fails with an `invalid_request` error if the
   * arguments do not match.
   */
  readonly prepare: (input: string) => ObservableInput<PreparedRun>;
  /** The time limit, in milliseconds; undefined leaves it to the options of the loop. */
  readonly timeout: number | undefined;
}

/** A function that receives the input of a call as the model wrote it, e.g. for a custom tool. */
export type ToolFunction = (input: string, context: ToolContext) => unknown;

/** Tools: a list of tools created with `tool`, or functions and tools by name. */
export type Tools = readonly Tool[] | Readonly<Record<string, Tool | ToolFunction>>;
