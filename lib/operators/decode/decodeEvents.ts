import type { OperatorFunction } from 'rxjs';
import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

/** What becomes of frames that a decoder does not understand. */
export interface DecodeEventsOptions {
  /** Called for every frame that was skipped, or understood only in part. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

/**
 * Runs a decoder over JSON frames: emits its events and ends as it says, without waiting for the source to end.
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
 * frames:  --t--f--------#               f says that the answer is whole, then the connection is lost
 *       decodeEvents(chatDecoder)
 * events:  --(MT)--------(DE|)           D: the message, E: completed
 * ```
 *
 * Errors: the decoder's; the source's, after what the decoder has left to say. Teardown: the source's; a terminal frame unsubscribes from it at once.
 * Source: wire.md 4, design 6.
 *
 * @param makeDecoder called once per subscription.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder)).subscribe((event) => console.log(event.type));
 */
export const decodeEvents = (
  makeDecoder: DecoderFactory,
  { onSkipped }: DecodeEventsOptions = {},
): OperatorFunction<unknown, ResponseEvent> =>
  operate((subscriber) => {
    let frame: unknown;
    const decoder = makeDecoder({
      next: (event) => subscriber.next(event),
      skip: (reason) => onSkipped?.({ reason, excerpt: jsonExcerpt(frame) }),
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
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
