import type { OperatorFunction } from 'rxjs';
import { isLeft } from '#either';
import type { ResponseDecoder, Step } from '../decode/ResponseDecoder.js';
import { jsonExcerpt } from '../protocol/ErrorBody.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import type { SkippedFrame } from '../provider/Telemetry.js';
import { operate } from './operate.js';

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
  makeDecoder: () => ResponseDecoder,
  { onSkipped }: DecodeEventsOptions = {},
): OperatorFunction<unknown, ResponseEvent> =>
  operate((subscriber) => {
    const decoder = makeDecoder();
    const take = ({ events, outcome }: Step): void => {
      for (const event of events) subscriber.next(event);
      if (outcome === undefined) return;
      if (isLeft(outcome)) subscriber.error(outcome.left);
      else subscriber.complete();
    };
    return {
      next: (json) => {
        const step = decoder.onFrame(json);
        if (step.skipped !== undefined) onSkipped?.({ reason: step.skipped, excerpt: jsonExcerpt(json) });
        take(step);
      },
      error: (cause) => {
        if (decoder.onLost) take(decoder.onLost());
        subscriber.error(cause);
      },
      complete: () => {
        take(decoder.onEnd());
        subscriber.complete();
      },
    };
  });
