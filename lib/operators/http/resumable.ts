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
import { frameSequence, type FrameSequence } from '../../decode/responses/frameSequence.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { isRetryable } from '../../protocol/errors/isRetryable.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { backoff } from '../../provider/backoff.js';
import { notify, type RetryReport } from '../../telemetry/Telemetry.js';
import { operate } from '../flow/operate.js';

/** How a stream is continued, how often, and when. */
export interface ResumableOptions {
  /**
   * Opens the rest: emits the frames after the cursor, as one observable. What fails before it emits is final, as opening a
   * connection has retries of its own.
   */
  readonly resume: (cursor: StreamCursor) => Observable<Observable<unknown>>;
  /** Where the source itself goes on. Default: it is a new response. */
  readonly start?: StreamCursor | undefined;
  /** How often in a row a stream is continued in vain; a new frame starts the count anew. Default 5. */
  readonly maxResumes?: number | undefined;
  /** The first wait in milliseconds; each further one is about twice the last. Default 200. */
  readonly baseDelay?: number | undefined;
  /** The longest wait in milliseconds. Default 60 000. */
  readonly maxDelay?: number | undefined;
  /** Called before every wait. */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
  /** Called after every frame that was delivered and has a place in the stream; what it throws is dropped. */
  readonly onCursor?: ((cursor: StreamCursor) => void) | undefined;
  /** Measures the waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The chance in the back-off, 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Passes what is new, and takes an end that no frame announced for a lost connection. */
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
 * Continues the stream of a background response whose connection was lost: asks for the frames after the last one that
 * was delivered, and drops those that come again by their `sequence_number`. Put it between `parseJson` and
 * `decodeEvents`, so that one decoder sees one stream.
 *
 * ```text
 * frames:   --0--1--#                     the connection is lost
 * resume:             ---(r|)
 * r:                     --1--2--(x|)     1 comes again, x: response.completed
 *       resumable({ resume: () => resume, baseDelay: 2, random: () => 0.5 })
 * output:   --0--1------------2--(x|)
 * ```
 *
 * An end without a terminal frame is a lost connection too. Errors: as `ApiError`, the last connection's, where the
 * response or the place in it is not known, where asking again cannot help (`isRetryable`: a 404 is final), or after
 * `maxResumes` in a row that brought nothing new; that of `resume`, where it emits nothing. Teardown: unsubscribing closes
 * the connection that is open, or ends the wait. Source: demands.md D45.
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
      let asked = start;
      let opening = of(source);
      let sequence: FrameSequence | undefined; // of the connection that is open
      let resumes = 0;

      return defer(() => opening).pipe(
        switchMap((frames) => frames.pipe(follow((sequence = frameSequence(asked)), onCursor))),
        retry({
          delay: (cause: unknown) => {
            const error = toApiError(cause);
            const cursor = sequence?.cursor;
            if (cursor === undefined || !isRetryable(error)) return throwError(() => error);
            resumes = cursor.sequence_number === asked?.sequence_number ? resumes + 1 : 1;
            if (resumes > maxResumes) return throwError(() => error);
            const delay = backoff({ baseDelay, maxDelay }, resumes, random);
            onRetry?.({ retry: resumes, delay, error });
            asked = cursor;
            sequence = undefined;
            opening = defer(() => resume(cursor));
            return timer(delay, scheduler);
          },
        }),
      );
    });
