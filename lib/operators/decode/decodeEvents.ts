import type { OperatorFunction } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

/** Options for `decodeEvents`. */
export interface DecodeEventsOptions {
  /**
   * `all`: a frame that gives no event is emitted as `{ type: 'other', raw }`. `known`: it is reported to `onSkipped`.
   * Default: `known`.
   */
  readonly frames?: 'known' | 'all' | undefined;
  /** A callback, called for each frame that was skipped or only partly understood. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
  /**
   * Called when the decoder has found the end of the answer, before the `completed` event or the error is emitted. The
   * source is not needed any more.
   */
  readonly onOver?: (() => void) | undefined;
}

// docs/wire.md, section 4
/**
 * Decodes JSON frames to events. The output ends when the decoder reports the end of the response, which may be before
 * the source ends.
 *
 * ```text
 * frames:  --a--b--x--c--                x: response.completed
 *       decodeEvents(responsesDecoder)
 * events:  --A--B--(X|)
 *
 * frames:  --a--b--|
 *       decodeEvents(responsesDecoder)
 * events:  --A--B--#                     stream error: stream closed before response.completed
 *
 * frames:  --t--f--------#               f: finish_reason; then the connection is lost
 *       decodeEvents(chatDecoder)
 * events:  --(MT)--------(DE|)           D: the message, E: completed
 * ```
 *
 * Errors: errors of the decoder; errors of the source pass through, after the events that the decoder still holds.
 *
 * Teardown: unsubscribes from the source; a terminal frame unsubscribes from it immediately.
 *
 * @param makeDecoder creates a decoder; called once per subscription.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder)).subscribe((event) => console.log(event.type));
 */
export const decodeEvents = (
  makeDecoder: DecoderFactory,
  { onSkipped, onOver, frames = 'known' }: DecodeEventsOptions = {},
): OperatorFunction<unknown, ResponseEvent> =>
  operate((subscriber) => {
    let frame: unknown;
    const decoder = makeDecoder({
      next: (event) => {
        if (event.type === 'completed') onOver?.(); // the consumer may unsubscribe at this event
        subscriber.next(event);
      },
      skip: (reason) => onSkipped?.({ reason, excerpt: jsonExcerpt(frame) }),
      other: (raw, reason) => {
        if (frames === 'all') subscriber.next({ type: 'other', raw });
        else onSkipped?.({ reason, excerpt: jsonExcerpt(raw) });
      },
      error: (error) => {
        onOver?.();
        subscriber.error(error);
      },
      complete: () => {
        onOver?.();
        subscriber.complete();
      },
    });
    return {
      next: (json) => {
        frame = json;
        decoder.onFrame(json);
      },
      error: (cause) => {
        decoder.onLost?.();
        subscriber.error(cause);
      },
      complete: () => {
        decoder.onEnd();
        subscriber.complete();
      },
    };
  });
