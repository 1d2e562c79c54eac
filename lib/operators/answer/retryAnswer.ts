import {
  asyncScheduler,
  catchError,
  startWith,
  switchMap,
  throwError,
  timer,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { AnswerReset } from '../../answer/AnswerEvent.js';
import { apiErrorData } from '../../protocol/errors/apiErrorData.js';
import { isRetryable } from '../../protocol/errors/isRetryable.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { backoff } from '../../provider/backoff.js';

/** How often a turn is asked again, and when. */
export interface RetryAnswerOptions {
  /** Retries after the first attempt. Default 5. */
  readonly maxRetries?: number | undefined;
  /** The first wait in milliseconds; each further one is about twice the last. Default 200. */
  readonly baseDelay?: number | undefined;
  /** The longest wait in milliseconds. A server that asks for more gets no retry at all. Default 60 000. */
  readonly maxDelay?: number | undefined;
  /** Measures the waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The chance in the back-off, 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/**
 * Asks the whole turn again when it fails, also where some of its answer was told already: a `reset` then says that all
 * that came before is void, so that no text comes twice. Clients retry only before the answer begins; this is for what
 * comes after, and for a screen, which can take back what it shows. Every attempt is paid for.
 *
 * ```text
 * attempt 1:  --He--#
 * attempt 2:            --Hello--(completed|)
 *        retryAnswer({ baseDelay: 4, random: () => 0.5 })
 * output:     --He--R-----Hello--(completed|)       R = { type: 'reset', attempt: 1, max: 5, delay: 4, error: data }
 * ```
 *
 * `accumulate` and `textOf` begin anew at a reset. Errors: the last attempt's, when retries are used up, when asking again
 * cannot help (`isRetryable`), or when the server asks for more patience than `maxDelay`. Teardown: unsubscribing ends
 * the attempt or the wait. Source: wire.md 11.4, demands.md D12, D13.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(retryAnswer({ maxRetries: 2 }), accumulate());
 */
export const retryAnswer =
  <T>({
    maxRetries = 5,
    baseDelay = 200,
    maxDelay = 60_000,
    scheduler = asyncScheduler,
    random = Math.random,
  }: RetryAnswerOptions = {}): OperatorFunction<T, T | AnswerReset> =>
  (source) => {
    const ask = (retries: number): Observable<T | AnswerReset> =>
      source.pipe(
        catchError((cause: unknown) => {
          const error = toApiError(cause);
          const attempt = retries + 1;
          const delay = error.delay ?? backoff({ baseDelay, maxDelay }, attempt, random);
          if (attempt > maxRetries || delay > maxDelay || !isRetryable(error)) return throwError(() => error);
          const reset: AnswerReset = { type: 'reset', attempt, max: maxRetries, delay, error: apiErrorData(error) };
          return timer(delay, scheduler).pipe(
            switchMap(() => ask(attempt)),
            startWith(reset),
          );
        }),
      );
    return ask(0);
  };
