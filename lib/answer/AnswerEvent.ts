import type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
import type { ContentItem } from '../protocol/ContentItem.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/**
 * A step (one request of a tool loop) has failed and is requested again. Its output so far is discarded. Emitted by
 * `retryAnswer`.
 */
export interface AnswerReset {
  readonly type: 'reset';
  /** The number of the retry that follows: 1 is the first. */
  readonly attempt: number;
  /** The maximum number of retries. */
  readonly max: number;
  /** The delay before the retry, in milliseconds. */
  readonly delay: number;
  /** The error of the failed step, as plain data. */
  readonly error: ApiErrorData;
}

/** A call of a tool that the caller must run. */
export type ToolCall = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' }>;

/** The output of a tool: a string, or parts such as images. */
export type ToolOutput = string | readonly ContentItem[];

/** The start or the end of a tool's run. Emitted by `runTools`. */
export type ToolEvent =
  | { readonly type: 'tool_started'; readonly call: ToolCall }
  | {
      readonly type: 'tool_finished';
      readonly call: ToolCall;
      /** The output that is sent to the model. */
      readonly output: ToolOutput;
      /** `failed`: the tool failed, or the call could not be run. `refused`: the call was not approved. */
      readonly outcome: 'ok' | 'failed' | 'refused';
    };

/** All events that contribute to a displayed answer. */
export type AnswerEvent = ResponseEvent | AnswerReset | ToolEvent;
