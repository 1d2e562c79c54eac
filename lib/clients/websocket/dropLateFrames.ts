import type { MonoTypeOperatorFunction } from 'rxjs';
import { isJsonObject, writeJsonText } from '../../protocol/codec/json.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { operate } from '../../operators/flow/operate.js';
import type { SkippedFrame } from '../../telemetry/Telemetry.js';
import { responseIdOf } from './responseIdOf.js';
import type { ResponseIds } from './ResponseIds.js';

/** Options for `dropLateFrames`. */
export interface DropLateFramesOptions {
  /** A callback, called for each frame that is dropped. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

// docs/decisions.md: late frames of a WebSocket
/**
 * Drops the frames of earlier responses on the same socket. A second terminal frame, or the end of an interrupted
 * answer, would otherwise end the next answer.
 *
 * A frame that names an earlier response is dropped before the first frame of the answer, and after `response.created`
 * has named another response. It is not dropped in between, because some servers give all responses the same id. After
 * an interruption, all frames of responses are dropped until one names a new response.
 */
export const dropLateFrames = (
  ids: ResponseIds,
  { onSkipped }: DropLateFramesOptions = {},
): MonoTypeOperatorFunction<unknown> =>
  operate((subscriber) => {
    let hasBegun = false;
    const isLate = (frame: unknown): boolean => {
      const type = isJsonObject(frame) ? frame['type'] : undefined;
      if (typeof type !== 'string' || !type.startsWith('response.')) return false;
      const id = responseIdOf(frame);
      if (type === 'response.created') ids.begin(id);
      else if (ids.isUncertain) {
        if (id === undefined || ids.isEarlier(id)) return true;
        ids.begin(id);
      } else if (id !== undefined && ids.isEarlier(id)) return !hasBegun || ids.current !== undefined;
      hasBegun = true;
      return false;
    };
    return {
      next: (frame) => {
        if (!isLate(frame)) subscriber.next(frame);
        else onSkipped?.({ reason: 'a frame of an earlier response', excerpt: excerpt(writeJsonText(frame) ?? '') });
      },
    };
  });
