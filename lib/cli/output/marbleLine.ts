import { asyncScheduler, bufferTime, map, materialize, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

const SYMBOLS: Readonly<Record<ResponseEvent['type'], string>> = {
  created: 'c',
  output_item_added: 'a',
  output_item_done: 'd',
  output_text_delta: 't',
  reasoning_summary_delta: 's',
  reasoning_content_delta: 'r',
  reasoning_summary_part_added: 'p',
  reasoning_summary_done: 'p',
  refusal_delta: 'n',
  tool_call_input_delta: 'f',
  annotation_added: 'q',
  hosted_tool_progress: 'h',
  hosted_tool_input_delta: 'h',
  image_partial: 'g',
  audio_delta: 'u',
  audio_transcript_delta: 'u',
  queued: 'w',
  in_progress: 'c',
  safety_buffering: 'b',
  moderation: 'b',
  turn_state: 'o',
  other: 'o',
  rate_limits: 'l',
  models_etag: 'e',
  server_model: 'm',
  server_reasoning_included: 'i',
  model_verifications: 'v',
  completed: 'x',
};

/** The legend for the letters in a marble line. */
export const MARBLE_LEGEND =
  'c created, t text, r reasoning, s summary, f tool input, n refusal, h hosted tool, q annotation, a item added, d item done, m model, l limits, x completed';

const drawn = (symbols: readonly string[]): string => {
  const distinct = [...new Set(symbols)];
  if (distinct.length === 0) return '-';
  return distinct.length === 1 ? distinct.join('') : `(${distinct.join('')})`;
};

/**
 * Draws a stream as a marble diagram while it runs. Emits one piece per `frame` milliseconds: a letter for each kind of
 * event in that time, `-` if there was none, `|` at the end and `#` at an error.
 *
 * ```text
 * events:  c----t---t----tx|
 *      marbleLine({ frame: 4 })
 * output:  ----a---b---b---(d|)       a = 'c', b = 't', d = '(tx|)'
 * ```
 *
 * Errors: none; an error is drawn as `#`, and the line completes. Teardown: unsubscribes from the source and stops the
 * timer.
 *
 * @example
 * answer$.pipe(marbleLine({ frame: 50 })).subscribe((piece) => process.stderr.write(piece));
 */
export const marbleLine =
  ({
    frame,
    scheduler = asyncScheduler,
  }: {
    readonly frame: number;
    readonly scheduler?: SchedulerLike;
  }): OperatorFunction<ResponseEvent, string> =>
  (events) =>
    events.pipe(
      materialize(),
      map((notification) => {
        if (notification.kind === 'N') return SYMBOLS[notification.value.type];
        return notification.kind === 'E' ? '#' : '|';
      }),
      bufferTime(frame, scheduler),
      map(drawn),
    );
