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
  /** The number of the step that is taken back, from 1. Present in a tool loop. Events of other steps stay valid. */
  readonly step?: number;
}

/** A call of a tool that the caller must run. */
export type ToolCall = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' }>;

/** The output of a tool: a string, or parts such as images. */
export type ToolOutput = string | readonly ContentItem[];

/**
 * The state of a tool loop that waits for approvals. It is JSON: store it, and continue with `resumeTools`, also in
 * another process.
 */
export interface PendingTools {
  /** The number of the step whose calls wait. */
  readonly step: number;
  /** The conversation so far, with the calls. */
  readonly input: readonly ResponseItem[];
  /** All calls of the step, in order. */
  readonly calls: readonly ToolCall[];
  /** The outputs of the calls that have been run. */
  readonly outputs: readonly ResponseItem[];
}

/** An event of a tool's run. Emitted by `runTools`. */
export type ToolEvent =
  /** The call waits for an approval. */
  | { readonly type: 'tool_approval_requested'; readonly call: ToolCall }
  | { readonly type: 'tool_started'; readonly call: ToolCall }
  /** A value of the tool before its output, such as its progress. It is not sent to the model. */
  | { readonly type: 'tool_progress'; readonly call: ToolCall; readonly output: ToolOutput }
  | {
      readonly type: 'tool_finished';
      readonly call: ToolCall;
      /** The output that is sent to the model. */
      readonly output: ToolOutput;
      /** `failed`: the tool failed, or the call could not be run. `refused`: the call was not approved. */
      readonly outcome: 'ok' | 'failed' | 'refused';
    }
  /** The loop ends here, because calls wait for approvals: see `resumeTools`. */
  | { readonly type: 'tools_suspended'; readonly pending: PendingTools };

/** Several requests raced, and one of them answers. Emitted by `hedge`. */
export interface AnswerHedged {
  readonly type: 'hedged';
  /** The position of the request that answers, from 0. */
  readonly winner: number;
  /** The positions of the requests that were cancelled or had failed. The server may charge for them. */
  readonly losers: readonly number[];
}

/** All events that contribute to a displayed answer. */
export type AnswerEvent = ResponseEvent | AnswerReset | ToolEvent | AnswerHedged;
