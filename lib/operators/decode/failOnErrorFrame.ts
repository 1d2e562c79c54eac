import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { readErrorFrame } from '../../decode/failures/errorFrame.js';
import { httpFailure } from '../../decode/failures/httpFailure.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { writeJsonText } from '../../protocol/codec/json.js';
import { operate } from '../flow/operate.js';

/** What an error frame is read with. */
export interface FailOnErrorFrameOptions {
  /** The address of the connection, for the error. */
  readonly url: string;
  /** Tells what a Retry-After date means. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Fails at a frame that reports, over a WebSocket, what HTTP reports by a status.
 *
 * ```text
 * json:    --1--[{"type":"error","status":429,"error":{"message":"slow down"}}]--
 *       failOnErrorFrame({ url })
 * json:    --1--#                       http 429: slow down
 * ```
 *
 * Errors: `transport` with `http`, its body the frame; `retryable` with its `code` where only a new connection helps; the
 * source's. Teardown: the source's. Source: wire.md 9.4.
 *
 * @example
 * const { url } = request;
 * socket.frames.pipe(socketMessages(), parseJson(), failOnErrorFrame({ url }), decodeEvents(responsesDecoder));
 */
export const failOnErrorFrame = ({
  url,
  scheduler = asyncScheduler,
}: FailOnErrorFrameOptions): MonoTypeOperatorFunction<unknown> =>
  operate((subscriber) => ({
    next: (frame) => {
      const error = readErrorFrame(frame);
      if (error === undefined) return subscriber.next(frame);
      if (error.type === 'stale') {
        const { code, detail } = error;
        return subscriber.error(apiError({ type: 'retryable', detail, code }));
      }
      const { status, headers } = error;
      const body = writeJsonText(frame) ?? '';
      subscriber.error(httpFailure({ status, headers, body, url, now: scheduler.now() }));
    },
  }));
