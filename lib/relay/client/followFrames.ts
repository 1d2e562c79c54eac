import type { ObservableNotification, OperatorFunction } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { SseFrame } from '../../protocol/SseFrame.js';
import { readErrorData } from './readErrorData.js';

/** The position of a reader in an answer. It outlives the connections of the reader. */
export interface Progress {
  /** The number of the last frame that was received; 0 before the first. */
  sequence: number;
  /** The number of consecutive connections without anything new. */
  failures: number;
}

/** Callbacks of `followFrames`. */
export interface FollowFramesOptions {
  /** Called with the position after each value. */
  readonly onSequence?: ((sequence: number) => void) | undefined;
  /** Called when the answer is complete, with its duration at the relay, in milliseconds, if it sent one. */
  readonly onDone?: ((duration: number | undefined) => void) | undefined;
}

const lost = (detail: string) => apiError({ type: 'stream', reason: 'truncated', detail });

const durationOf = (json: unknown): number | undefined => {
  const duration = isJsonObject(json) ? json['duration'] : undefined;
  return typeof duration === 'number' ? duration : undefined;
};

/**
 * Reads the frames of one connection to a relay as notifications of the answer: its values, and its end or error. Frames
 * that an earlier connection has delivered are dropped.
 *
 * Errors: a `stream` error (`truncated`) if the connection ends before the answer does, or if frames are missing. Other
 * errors of the source pass through. Teardown: unsubscribes from the source.
 */
export const followFrames = (
  progress: Progress,
  { onSequence, onDone }: FollowFramesOptions = {},
): OperatorFunction<SseFrame, ObservableNotification<unknown>> =>
  operate((subscriber) => ({
    next: ({ event, data, id, comment }) => {
      if (comment === true) {
        if (data === 'heartbeat') progress.failures = 0;
        return;
      }
      const sequence = Number(id);
      if (!Number.isInteger(sequence) || sequence <= progress.sequence) return; // delivered before, or not of a relay
      if (sequence > progress.sequence + 1) {
        subscriber.error(lost(`the relay left out ${sequence - progress.sequence - 1} frames`));
        return;
      }
      progress.sequence = sequence;
      progress.failures = 0;
      const value = parseJsonText(data);
      if (event === 'failed') subscriber.next({ kind: 'E', error: readErrorData(value) });
      else if (event === 'done') {
        onDone?.(durationOf(value));
        subscriber.next({ kind: 'C' });
      } else {
        subscriber.next({ kind: 'N', value });
        onSequence?.(sequence);
      }
    },
    complete: () => subscriber.error(lost('the connection to the relay ended before the answer was complete')),
  }));
