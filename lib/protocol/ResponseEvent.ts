import type { JsonObject } from './codec/json.js';
import { fold, type Cases } from './codec/fold.js';
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';
import type { ResponseItem } from './ResponseItem.js';
import type { TokenUsage } from './TokenUsage.js';

/** The place in the answer that an event belongs to, as far as the server sends it. */
export interface EventPlace {
  readonly item_id?: string;
  readonly output_index?: number;
}

/** The tools that a server runs by itself. A tool of a later API keeps its own name. */
export type HostedTool =
  | 'web_search'
  | 'file_search'
  | 'code_interpreter'
  | 'image_generation'
  | 'computer'
  | 'mcp'
  | 'mcp_list_tools'
  | (string & {});

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
  /** A source, a file or a path that a part of the message cites. The finished message holds it as well. */
  | ({
      readonly type: 'annotation_added';
      /** The annotation as received, e.g. `{ type: 'url_citation', url, title, start_index, end_index }`. */
      readonly annotation: JsonObject;
      readonly content_index?: number;
      readonly annotation_index?: number;
    } & EventPlace)
  /** A tool that the server runs has reached another state: `in_progress`, `searching`, `completed`, `failed` … */
  | ({ readonly type: 'hosted_tool_progress'; readonly tool: HostedTool; readonly status: string } & EventPlace)
  /** A piece of the input of a tool that the server runs: the code of the interpreter, the arguments of an MCP tool. */
  | ({ readonly type: 'hosted_tool_input_delta'; readonly tool: HostedTool; readonly delta: string } & EventPlace)
  /** A preview of an image that is being generated. */
  | ({
      readonly type: 'image_partial';
      /** The image, in base64. */
      readonly image: string;
      readonly partial_image_index: number;
    } & EventPlace)
  /** A piece of spoken output, in base64. */
  | ({ readonly type: 'audio_delta'; readonly delta: string } & EventPlace)
  /** A piece of the text of spoken output. */
  | ({ readonly type: 'audio_transcript_delta'; readonly delta: string } & EventPlace)
  /** The response waits for its turn. */
  | { readonly type: 'queued' }
  /** A response that was `queued` is being generated. */
  | { readonly type: 'in_progress' }
  /** The server holds the output back while it checks it. */
  | { readonly type: 'safety_buffering'; readonly details: JsonObject }
  /** The result of the moderation of a turn, as received. */
  | { readonly type: 'moderation'; readonly metadata: unknown }
  /** The state of a turn that further requests of the turn must repeat. `TurnState` captures it. */
  | { readonly type: 'turn_state'; readonly state: string }
  /** A frame that gives no other event. Only with the option `frames: 'all'`. */
  | { readonly type: 'other'; readonly raw: unknown }
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
      /** False if the server expects a further request of the same turn: `runTools` sends it. */
      readonly end_turn?: boolean;
      /** Details of the usage for the account, as received, if the server sends them. */
      readonly usage_metadata?: JsonObject;
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
 *   ...{ annotation_added: silent, hosted_tool_progress: silent, hosted_tool_input_delta: silent },
 *   ...{ image_partial: silent, audio_delta: silent, audio_transcript_delta: silent, other: silent },
 *   ...{ queued: silent, in_progress: silent, safety_buffering: silent, moderation: silent, turn_state: silent },
 * });
 * answer$.pipe(map(toText)).subscribe(append);
 */
export const foldResponseEvent = <R>(cases: Cases<ResponseEvent, R>): ((event: ResponseEvent) => R) =>
  fold<ResponseEvent, R>(cases);
