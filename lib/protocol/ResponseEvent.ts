import { fold, type Cases } from './codec/fold.js';
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';
import type { ResponseItem } from './ResponseItem.js';
import type { TokenUsage } from './TokenUsage.js';

/**
 * An event that a client emits. The events are the same for every wire protocol: Responses, Chat and WebSocket. They
 * are discriminated by `type`, so an `Observable<ResponseEvent>` can be dispatched to a store without a mapping. The
 * union is closed: with `foldResponseEvent`, a missing case is a compile error.
 */
export type ResponseEvent =
  /** The server has accepted the request. */
  | { readonly type: 'created' }
  /** An item has begun; its deltas follow. */
  | { readonly type: 'output_item_added'; readonly item: ResponseItem }
  /** An item is complete. The answer consists of these items; `completed` holds none. */
  | { readonly type: 'output_item_done'; readonly item: ResponseItem }
  | {
      readonly type: 'output_text_delta';
      readonly delta: string;
      readonly item_id?: string;
      readonly output_index?: number;
      readonly content_index?: number;
    }
  | { readonly type: 'reasoning_summary_delta'; readonly delta: string; readonly summary_index: number }
  | { readonly type: 'reasoning_content_delta'; readonly delta: string; readonly content_index: number }
  | { readonly type: 'reasoning_summary_part_added'; readonly summary_index: number }
  /** A part of the summary is complete. */
  | {
      readonly type: 'reasoning_summary_done';
      readonly text: string;
      readonly summary_index: number;
      readonly item_id: string;
    }
  /** A piece of the model's refusal. The finished message holds the refusal as a `refusal` part. */
  | {
      readonly type: 'refusal_delta';
      readonly delta: string;
      readonly item_id?: string;
      readonly output_index?: number;
    }
  /** A piece of a function's arguments or of a custom tool's input. */
  | {
      readonly type: 'tool_call_input_delta';
      readonly delta: string;
      readonly item_id?: string;
      readonly call_id?: string;
    }
  | { readonly type: 'rate_limits'; readonly snapshot: RateLimitSnapshot }
  | { readonly type: 'models_etag'; readonly etag: string }
  /** The model that answers, which may differ from the requested one. */
  | { readonly type: 'server_model'; readonly model: string }
  | { readonly type: 'server_reasoning_included'; readonly included: boolean }
  /** The verifications that the server recommends to its user, e.g. `trusted_access_for_cyber`. */
  | { readonly type: 'model_verifications'; readonly verifications: readonly string[] }
  /**
   * The last event of a successful call. `incomplete`: a limit or a filter truncated the answer, see `finish_reason`.
   */
  | {
      readonly type: 'completed';
      readonly response_id: string;
      readonly token_usage: TokenUsage | null;
      readonly status: 'completed' | 'incomplete';
      readonly finish_reason?: string;
    };

/**
 * Builds one function over all events from one handler per `type`. A missing handler is a compile error.
 *
 * @example
 * const silent = () => '';
 * const toText = foldResponseEvent<string>({
 *   output_text_delta: ({ delta }) => delta,
 *   refusal_delta: ({ delta }) => delta,
 *   completed: ({ token_usage }) => `\n(${token_usage?.output_tokens ?? 'unknown'} tokens)`,
 *   ...{ created: silent, output_item_added: silent, output_item_done: silent, tool_call_input_delta: silent },
 *   ...{ reasoning_content_delta: silent, reasoning_summary_delta: silent, reasoning_summary_done: silent },
 *   ...{ reasoning_summary_part_added: silent, server_reasoning_included: silent, server_model: silent },
 *   ...{ rate_limits: silent, models_etag: silent, model_verifications: silent },
 * });
 * answer$.pipe(map(toText)).subscribe(append);
 */
export const foldResponseEvent = <R>(cases: Cases<ResponseEvent, R>): ((event: ResponseEvent) => R) =>
  fold<ResponseEvent, R>(cases);
