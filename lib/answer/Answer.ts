import type { ToolOutput } from './AnswerEvent.js';
import type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
import type { RateLimitSnapshot } from '../protocol/RateLimitSnapshot.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import type { TokenUsage } from '../protocol/TokenUsage.js';

/** What the items of an answer have in common. */
export interface BegunItem {
  /** Whether the server has finished it. */
  readonly done: boolean;
  /** The finished item, as it goes back to a server; undefined until it is done. */
  readonly item: ResponseItem | undefined;
}

/** What the model says. */
export interface AnswerMessage extends BegunItem {
  readonly type: 'message';
  readonly role: string;
  readonly text: string;
  readonly refusal: string;
}

/** What the model thinks. Servers tell it whole, in summary, or not at all. */
export interface AnswerReasoning extends BegunItem {
  readonly type: 'reasoning';
  readonly text: string;
  readonly summary: readonly string[];
}

/** A tool that the model wants to be run. */
export interface AnswerToolCall extends BegunItem {
  readonly type: 'tool_call';
  readonly call_id: string;
  readonly name: string;
  /** JSON of a function, or any text of a custom tool; while it is not `done`, a beginning of it. */
  readonly arguments: string;
  /** What `runTools` makes of it; undefined until it is started. */
  readonly run: 'running' | 'ok' | 'failed' | 'refused' | undefined;
  /** What the model is told of it. */
  readonly output: ToolOutput | undefined;
}

/** Anything else: a web search, a compaction, an item that this version does not know. */
export interface AnswerOther {
  readonly type: 'other';
  readonly done: boolean;
  readonly item: ResponseItem;
}

/** One item of an answer, as far as it has come. */
export type AnswerItem = AnswerMessage | AnswerReasoning | AnswerToolCall | AnswerOther;

/**
 * An answer as far as it has come: an immutable snapshot. What has not changed since the snapshot before is the same
 * object (`===`), so that `OnPush`, `memo` and `distinctUntilChanged` can tell.
 */
export interface Answer {
  /**
   * - `waiting`: nothing was heard yet
   * - `streaming`: the answer comes
   * - `retrying`: it broke off and will be asked for again: see `retry`
   * - `completed`, `incomplete` (cut short by a limit: see `finish_reason`), `failed` (see `error`)
   * - `stopped`: the stream was ended by the caller before the answer was whole
   */
  readonly status: 'waiting' | 'streaming' | 'retrying' | 'completed' | 'incomplete' | 'failed' | 'stopped';
  /** In the order in which they began. */
  readonly items: readonly AnswerItem[];
  /** All that was said, of all messages of the assistant. */
  readonly text: string;
  /** What was said instead of an answer. */
  readonly refusal: string;
  /** All that was thought; of an item that tells only a summary, that. */
  readonly reasoning: string;
  /** The calls among `items`. */
  readonly tool_calls: readonly AnswerToolCall[];
  /** The sum over all turns. */
  readonly token_usage: TokenUsage | null;
  /** Of the last turn; empty until it is completed. */
  readonly response_id: string;
  /** Why the last turn ended, where the server says so: `stop`, `length`, `max_output_tokens` … */
  readonly finish_reason: string | undefined;
  /** The model that really answers, where the server says so. */
  readonly server_model: string | undefined;
  /** The last one of every family, by `limit_id`. */
  readonly rate_limits: Readonly<Record<string, RateLimitSnapshot>>;
  /** Why it has `failed`, as plain data: see `apiErrorData`. */
  readonly error: ApiErrorData | undefined;
  /** While `retrying`: which attempt follows, of how many, after how many milliseconds. */
  readonly retry: { readonly attempt: number; readonly max: number; readonly delay: number } | undefined;
}
