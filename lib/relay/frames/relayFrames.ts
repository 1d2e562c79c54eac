import { asyncScheduler, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import { writeJsonText } from '../../protocol/codec/json.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ApiErrorData } from '../../protocol/errors/apiErrorData.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { publicError } from '../../protocol/errors/publicError.js';
import type { RelayFrame } from './RelayFrame.js';

/** Options for `relayFrames`. */
export interface RelayFramesOptions {
  /** Returns the part of an error that readers receive. Default: `publicError`. */
  readonly describeError?: ((error: ApiError) => ApiErrorData) | undefined;
  /** Measures the duration in the last frame. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Describes an error for readers. If `describeError` throws, the readers still need a last frame, so they receive what
 * `publicError` shows.
 */
export const describeSafely = (
  error: ApiError,
  describeError: (error: ApiError) => ApiErrorData,
  onThrow: (cause: unknown) => void = () => undefined,
): ApiErrorData => {
  try {
    return describeError(error);
  } catch (cause) {
    onThrow(cause);
    return publicError(error);
  }
};

const notJson = (): ApiError =>
  apiError({ type: 'stream', reason: 'malformed', detail: 'the relay emitted a value that JSON cannot represent' });

/**
 * Numbers the values of an answer as frames. The last frame is `done`, with the duration of the answer in milliseconds,
 * or `failed`, with the error.
 *
 * ```text
 * answer:  --a-----b-----|
 *       relayFrames()
 * frames:  --x-----y-----(d|)
 * x = { sequence: 1, event: 'message', data: '"a"' }
 * y = { sequence: 2, event: 'message', data: '"b"' }
 * d = { sequence: 3, event: 'done', data: '{"duration":14}' }
 * ```
 *
 * Errors: none; an error of the source becomes the last frame. Teardown: unsubscribes from the source.
 *
 * @example
 * answer$.pipe(relayFrames()).subscribe(({ sequence, data }) => console.log(sequence, data));
 */
export const relayFrames = <T>({
  describeError = publicError,
  scheduler = asyncScheduler,
}: RelayFramesOptions = {}): OperatorFunction<T, RelayFrame> =>
  operate((subscriber) => {
    const started = scheduler.now();
    let sequence = 0;
    const end = (event: 'done' | 'failed', data: string) => {
      sequence += 1;
      subscriber.next({ sequence, event, data });
      subscriber.complete();
    };
    const fail = (cause: unknown) => end('failed', JSON.stringify(describeSafely(toApiError(cause), describeError)));
    return {
      next: (value) => {
        const data = value === undefined ? 'null' : writeJsonText(value);
        if (data === undefined) return fail(notJson());
        sequence += 1;
        subscriber.next({ sequence, event: 'message', data });
      },
      error: fail,
      complete: () => end('done', JSON.stringify({ duration: scheduler.now() - started })),
    };
  });
