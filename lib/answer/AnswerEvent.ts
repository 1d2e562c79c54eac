import type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
import type { ContentItem } from '../protocol/ContentItem.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** A turn has failed and is asked again: what it has said so far is void. Told by `retryAnswer`. */
export interface AnswerReset {
  readonly type: 'reset';
  /** The attempt that follows: 1 is the first retry. */
  readonly attempt: number;
  /** The most retries there will be. */
  readonly max: number;
  /** The wait before it, in milliseconds. */
  readonly delay: number;
  /** Why it failed, as plain data. */
  readonly error: ApiErrorData;
}

/** A call of a tool that the caller has to run. */
export type ToolCall = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' }>;

/** What a tool answers: a text, or parts such as images. */
export type ToolOutput = string | readonly ContentItem[];

/** What becomes of a call. Told by `runTools`. */
export type ToolEvent =
  | { readonly type: 'tool_started'; readonly call: ToolCall }
  | {
      readonly type: 'tool_finished';
      readonly call: ToolCall;
      /** What the model is told. */
      readonly output: ToolOutput;
      /** `failed`: the tool failed, or the call was none that can be run. `refused`: it was not approved. */
      readonly outcome: 'ok' | 'failed' | 'refused';
    };

/** Everything an answer on a screen is made of. */
export type AnswerEvent = ResponseEvent | AnswerReset | ToolEvent;
