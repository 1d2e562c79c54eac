import {
  asyncScheduler,
  defer,
  of,
  retry,
  switchMap,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { frameSequence, type FrameSequence } from '../../decode/frameSequence.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { isRetryable } from '../../protocol/errors/isRetryable.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { backoff } from '../../provider/backoff.js';
import { notify, type RetryReport } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

/** Options for `resumable`. */
export interface ResumableOptions {
  /**
   * Opens another connection and emits one observable: the frames after the cursor. If it fails before it emits,
   * nothing is retried, because opening a connection includes its own retries.
   */
  readonly resume: (cursor: StreamCursor) => Observable<Observable<unknown>>;
  /** The cursor of the last frame before the source begins. Default: the source is a new response. */
  readonly start?: StreamCursor | undefined;
  /** The maximum number of consecutive resumptions without a new frame. Default: 5. */
  readonly maxResumes?: number | undefined;
  /** The first wait, in milliseconds; each further wait is about twice as long as the last. Default: 200. */
  readonly baseDelay?: number | undefined;
  /** The longest wait, in milliseconds. Default: 60 000. */
  readonly maxDelay?: number | undefined;
  /** A callback, called before each wait. */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
  /** A callback, called after each delivered frame that has a sequence number. Its exceptions are dropped. */
  readonly onCursor?: ((cursor: StreamCursor) => void) | undefined;
  /** Measures the waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The random part of the back-off, from 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Passes on new frames. If the connection ends without a terminal frame, it counts as lost. */
const follow = (sequence: FrameSequence, onCursor: ResumableOptions['onCursor']): MonoTypeOperatorFunction<unknown> =>
  operate((subscriber) => ({
    next: (json) => {
      if (!sequence.take(json)) return;
      subscriber.next(json);
      if (onCursor === undefined) return;
      const { cursor } = sequence;
      if (cursor !== undefined) notify(() => onCursor(cursor));
    },
    complete: () => {
      if (sequence.hasEnded) subscriber.complete();
      else
        subscriber.error(
          apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' }),
        );
    },
  }));

/**
 * Resumes the stream of a background response after its connection was lost. It requests the frames after the last
 * delivered frame, and drops frames whose `sequence_number` it has already delivered. Put it between `parseJson` and
 * `decodeEvents`, so that one decoder reads the frames of all connections.
 *
 * ```text
 * frames:   --0--1--#                     the connection is lost
 * resume:             ---(r|)
 * r:                     --1--2--(x|)     1 comes again, x: response.completed
 *       resumable({ resume: () => resume, baseDelay: 2, random: () => 0.5 })
 * output:   --0--1------------2--(x|)
 * ```
 *
 * If a connection ends without a terminal frame, it counts as lost.
 *
 * Errors, all as `ApiError`s: the error of the last connection, if the response or the position in it is unknown, if
 * another attempt cannot succeed (`isRetryable`; a 404 is final), or after `maxResumes` consecutive resumptions without
 * a new frame; the error of `resume`, if `resume` fails before it emits.
 *
 * Teardown: unsubscribing closes the open connection, or ends the wait.
 *
 * @example
 * const jsonOf = ({ bytes }: StreamResponse) => bytes.pipe(sseFrames(), parseJson());
 * json$.pipe(resumable({ resume: (cursor) => reopen(cursor).pipe(map(jsonOf)) }), decodeEvents(responsesDecoder));
 */
export const resumable =
  ({
    resume,
    start,
    maxResumes = 5,
    baseDelay = 200,
    maxDelay = 60_000,
    onRetry,
    onCursor,
    scheduler = asyncScheduler,
    random = Math.random,
  }: ResumableOptions): MonoTypeOperatorFunction<unknown> =>
  (source) =>
    defer(() => {
      let requested = start;
      let opening = of(source);
      let sequence: FrameSequence | undefined; // of the open connection
      let resumes = 0;

      return defer(() => opening).pipe(
        switchMap((frames) => frames.pipe(follow((sequence = frameSequence(requested)), onCursor))),
        retry({
          delay: (cause: unknown) => {
            const error = toApiError(cause);
            const cursor = sequence?.cursor;
            if (cursor === undefined || !isRetryable(error)) return throwError(() => error);
            resumes = cursor.sequence_number === requested?.sequence_number ? resumes + 1 : 1;
            if (resumes > maxResumes) return throwError(() => error);
            const delay = backoff({ baseDelay, maxDelay }, resumes, random);
            onRetry?.({ retry: resumes, delay, error });
            requested = cursor;
            sequence = undefined;
            opening = defer(() => resume(cursor));
            return timer(delay, scheduler);
          },
        }),
      );
    });
