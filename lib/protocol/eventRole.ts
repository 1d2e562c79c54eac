import type { ResponseEvent } from './ResponseEvent.js';

/** The role of an event in the stream of an answer. */
export type EventRole = 'metadata' | 'lifecycle' | 'delta' | 'item' | 'end';

/**
 * The role of every event, by its `type`. A new event without a role is a compile error.
 *
 * - `metadata`: describes the server or the account (the model, rate limits), not the answer.
 * - `lifecycle`: announces that the server has accepted, queued or begun the request.
 * - `delta`: a piece of text, reasoning or tool input.
 * - `item`: an item, or a part of one, begins or is complete.
 * - `end`: the last event of every success.
 *
 * @example
 * const withoutMetadata = filter((event: ResponseEvent) => EVENT_ROLE[event.type] !== 'metadata');
 * answer$.pipe(withoutMetadata).subscribe(({ type }) => console.log(type));
 */
export const EVENT_ROLE = {
  created: 'lifecycle',
  output_item_added: 'item',
  output_item_done: 'item',
  output_text_delta: 'delta',
  reasoning_summary_delta: 'delta',
  reasoning_content_delta: 'delta',
  reasoning_summary_part_added: 'item',
  reasoning_summary_done: 'item',
  refusal_delta: 'delta',
  tool_call_input_delta: 'delta',
  annotation_added: 'item',
  hosted_tool_progress: 'item',
  hosted_tool_input_delta: 'delta',
  image_partial: 'item',
  audio_delta: 'delta',
  audio_transcript_delta: 'delta',
  queued: 'lifecycle',
  in_progress: 'lifecycle',
  safety_buffering: 'metadata',
  moderation: 'metadata',
  turn_state: 'metadata',
  other: 'metadata',
  rate_limits: 'metadata',
  models_etag: 'metadata',
  server_model: 'metadata',
  server_reasoning_included: 'metadata',
  model_verifications: 'metadata',
  completed: 'end',
} as const satisfies Record<ResponseEvent['type'], EventRole>;
