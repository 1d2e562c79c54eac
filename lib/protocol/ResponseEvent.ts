import { fold, type Cases } from './codec/fold.js';
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';
import type { ResponseItem } from './ResponseItem.js';
import type { TokenUsage } from './TokenUsage.js';

/**
 * What a client emits: the same events whatever the wire (Responses, Chat, WebSocket). Told apart by `type`, so an
 * `Observable<ResponseEvent>` can be dispatched to a store as it is. The union is closed: `foldResponseEvent` makes a
 * forgotten case a compile error. Source: wire.md 4.1.
 */
export type ResponseEvent =
  /** The server has accepted the request. */
  | { readonly type: 'created' }
  /** An item has begun; its deltas follow. */
  | { readonly type: 'output_item_added'; readonly item: ResponseItem }
  /** An item is whole. The answer is made of these, not of `completed`. */
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
  /** A part of the summary is whole. */
  | {
      readonly type: 'reasoning_summary_done';
      readonly text: string;
      readonly summary_index: number;
      readonly item_id: string;
    }
  /** A piece of what the model says instead of an answer. The finished message holds it as a `refusal` part. */
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
  /** The model that really answers. */
  | { readonly type: 'server_model'; readonly model: string }
  | { readonly type: 'server_reasoning_included'; readonly included: boolean }
  /** What the server advises its user to be verified for, e.g. `trusted_access_for_cyber`. */
  | { readonly type: 'model_verifications'; readonly verifications: readonly string[] }
  /** The last event of every success. `incomplete` means cut short by a limit or a filter: see `finish_reason`. */
  | {
      readonly type: 'completed';
      readonly response_id: string;
      readonly token_usage: TokenUsage | null;
      readonly status: 'completed' | 'incomplete';
      readonly finish_reason?: string;
    };

/**
 * One function over all events from one handler per `type`; a missing handler does not compile.
 *
 * @example
 * const silent = () => '';
 * const told = foldResponseEvent<string>({
 *   output_text_delta: ({ delta }) => delta,
 *   refusal_delta: ({ delta }) => delta,
 *   completed: ({ token_usage }) => `\n(${token_usage?.output_tokens ?? 'unknown'} tokens)`,
 *   ...{ created: silent, output_item_added: silent, output_item_done: silent, tool_call_input_delta: silent },
 *   ...{ reasoning_content_delta: silent, reasoning_summary_delta: silent, reasoning_summary_done: silent },
 *   ...{ reasoning_summary_part_added: silent, server_reasoning_included: silent, server_model: silent },
 *   ...{ rate_limits: silent, models_etag: silent, model_verifications: silent },
 * });
 * answer$.pipe(map(told)).subscribe(append);
 */
export const foldResponseEvent = <R>(cases: Cases<ResponseEvent, R>): ((event: ResponseEvent) => R) =>
  fold<ResponseEvent, R>(cases);
