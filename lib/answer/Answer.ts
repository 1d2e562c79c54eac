import type { ToolOutput } from './AnswerEvent.js';
import type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
import type { JsonObject } from '../protocol/codec/json.js';
import type { RateLimitSnapshot } from '../protocol/RateLimitSnapshot.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';

/** The members that the items of an answer have in common. */
export interface BegunItem {
  /** Becomes true once the server has finished the item. */
  readonly done: boolean;
  /** The finished item, ready to be sent back to a server; undefined until `done`. */
  readonly item: ResponseItem | undefined;
}

/** A message from the model. */
export interface AnswerMessage extends BegunItem {
  readonly type: 'message';
  readonly role: string;
  readonly text: string;
  readonly refusal: string;
  /** The text of spoken output as received so far; absent without any. */
  readonly transcript?: string;
  /** The sources that the text cites, in the order of their arrival; absent without any. */
  readonly annotations?: readonly JsonObject[];
  /** The part of the answer that the message is, if the server sent it: `commentary` or `final_answer`. */
  readonly phase: string | undefined;
}

/** Reasoning of the model. Depending on the server, it is the complete reasoning, a summary or nothing. */
export interface AnswerReasoning extends BegunItem {
  readonly type: 'reasoning';
  readonly text: string;
  readonly summary: readonly string[];
}

/** A tool call. */
export interface AnswerToolCall extends BegunItem {
  readonly type: 'tool_call';
  readonly call_id: string;
  readonly name: string;
  /** The JSON arguments of a function, or the text input of a custom tool. Until `done`, the part received so far. */
  readonly arguments: string;
  /** The state of the tool's run by `runTools`; undefined before it. `waiting`: for an approval. */
  readonly run: 'waiting' | 'running' | 'ok' | 'failed' | 'refused' | undefined;
  /** The latest progress of the tool. */
  readonly progress: ToolOutput | undefined;
  /** The output that is sent to the model. */
  readonly output: ToolOutput | undefined;
}

/** Any other item: a web search, a compaction, an item of an unknown type. */
export interface AnswerOther {
  readonly type: 'other';
  readonly done: boolean;
  readonly item: ResponseItem;
  /** The latest state of a tool that the server runs: `searching`, `completed` …; absent until the server sends one. */
  readonly progress?: string;
  /** The input of such a tool as received so far: the code of an interpreter, the arguments of an MCP tool. */
  readonly input?: string;
  /** The latest preview of an image that is being generated, in base64. */
  readonly image?: string;
}

/** One item of an answer, as received so far. */
export type AnswerItem = AnswerMessage | AnswerReasoning | AnswerToolCall | AnswerOther;

/**
 * An immutable snapshot of an answer, as received so far. A part that has not changed since the previous snapshot is
 * the same object (`===`), so that `OnPush`, `memo` and `distinctUntilChanged` work.
 */
export interface Answer {
  /**
   * - `waiting`: no event of the answer has been received
   * - `streaming`: the answer is being received
   * - `retrying`: the answer failed and will be requested again: see `retry`
   * - `completed`, `incomplete` (truncated by a limit: see `finish_reason`), `failed` (see `error`)
   * - `stopped`: the caller ended the stream before the answer was complete, or calls wait for approvals
   */
  readonly status: 'waiting' | 'streaming' | 'retrying' | 'completed' | 'incomplete' | 'failed' | 'stopped';
  /** True while the response waits for its turn at the server; otherwise absent. */
  readonly queued?: true;
  /** The items, in order of their start. */
  readonly items: readonly AnswerItem[];
  /** The messages of the assistant among `items`. */
  readonly messages: readonly AnswerMessage[];
  /**
   * The final message: the last one that the server has not marked as `commentary`. Messages before it are comments
   * between steps. Undefined before the first message.
   */
  readonly final: AnswerMessage | undefined;
  /** The text of all messages of the assistant, separated by blank lines. For the answer alone, use `final`. */
  readonly text: string;
  /** The text of the model's refusal. */
  readonly refusal: string;
  /** The text of all reasoning; the summary for an item that has only a summary. */
  readonly reasoning: string;
  /** The calls among `items`. */
  readonly tool_calls: readonly AnswerToolCall[];
  /** The sum over all steps (the requests of a tool loop). */
  readonly token_usage: TokenUsage | null;
  /** The id of the last step's response; empty until that response is completed. */
  readonly response_id: string;
  /** The reason why the last step ended, if the server sent one: `stop`, `length`, `max_output_tokens` … */
  readonly finish_reason: string | undefined;
  /** The model that answers, if the server sent it. */
  readonly server_model: string | undefined;
  /** The latest rate limits of every family, by `limit_id`; at most 100 families. */
  readonly rate_limits: Readonly<Record<string, RateLimitSnapshot>>;
  /** The error of a `failed` answer, as plain data: see `apiErrorData`. */
  readonly error: ApiErrorData | undefined;
  /** The next attempt while `retrying`: its number, the maximum, and the delay in milliseconds. */
  readonly retry: { readonly attempt: number; readonly max: number; readonly delay: number } | undefined;
}
