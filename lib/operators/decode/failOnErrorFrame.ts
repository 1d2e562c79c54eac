import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { readErrorFrame } from '../../decode/failures/errorFrame.js';
import { httpFailure } from '../../decode/failures/httpFailure.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { writeJsonText } from '../../protocol/codec/json.js';
import { operate } from '../flow/operate.js';

/** Options for `failOnErrorFrame`. */
export interface FailOnErrorFrameOptions {
  /** The URL of the connection, which becomes part of the error. */
  readonly url: string;
  /** The clock against which a `Retry-After` date is read. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike;
}

// docs/wire.md, section 9.4
/**
 * Fails when a WebSocket frame reports an error that HTTP would report with a status.
 *
 * ```text
 * json:    --1--[{"type":"error","status":429,"error":{"message":"slow down"}}]--
 *       failOnErrorFrame({ url })
 * json:    --1--#                       http 429: slow down
 * ```
 *
 * Errors: a `transport` error with `http`, whose body is the frame; a `retryable` error with the `code` of the frame if
 * only a new connection helps. Errors of the source pass through.
 *
 * Teardown: unsubscribes from the source.
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
