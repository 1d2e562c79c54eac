import {
  asyncScheduler,
  catchError,
  defer,
  finalize,
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
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { backoff } from '../../provider/backoff.js';
import { currentScope, RetryScope, subscribeWithin } from '../tools/retryScope.js';

/** Options for `retryAnswer`. */
export interface RetryAnswerOptions {
  /** The maximum number of retries after the first attempt. Default: 5. */
  readonly maxRetries?: number | undefined;
  /** The first wait, in milliseconds; each further wait is about twice as long as the last. Default: 200. */
  readonly baseDelay?: number | undefined;
  /** The longest wait, in milliseconds. If the server requests a longer one, there is no retry. Default: 60 000. */
  readonly maxDelay?: number | undefined;
  /** Measures the waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** The random part of the back-off, from 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/**
 * Subscribes to the source again when it fails, even after a part of the answer was emitted. It then emits a `reset`
 * event: consumers discard all events before it, so that no text appears twice. Without this operator, clients retry
 * only before the answer begins. Use it if the output can be withdrawn, as on a screen. Each attempt is a separate
 * request, and is billed separately.
 *
 * ```text
 * attempt 1:  --He--#
 * attempt 2:            --Hello--(completed|)
 *        retryAnswer({ baseDelay: 4, random: () => 0.5 })
 * output:     --He--R-----Hello--(completed|)       R = { type: 'reset', attempt: 1, max: 5, delay: 4, error: data }
 * ```
 *
 * At a `reset`, `accumulate` and `textOf` discard the text received so far.
 *
 * Applied to `runTools`, a retry repeats the failed step only: the steps before it stay valid, and no tool runs again.
 * A running tool continues, and a repeated call joins that run. Apply it before `accumulate`, and not to a loop that is
 * subscribed to later, e.g. after a promise: such a loop starts from its first step.
 *
 * Errors: the error of the last attempt, when no retries remain, when another attempt cannot succeed (`isRetryable`),
 * or when the server requests a longer wait than `maxDelay`.
 *
 * Teardown: unsubscribing ends the attempt or the wait, and the tools of a loop.
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
  }: RetryAnswerOptions = {}): OperatorFunction<T, NoInfer<T> | AnswerReset> =>
  (source) =>
    defer(() => {
      const outer = currentScope();
      const scope = outer?.inner() ?? new RetryScope();
      const attemptAfter = (retries: number): Observable<T | AnswerReset> => {
        scope.restart();
        return subscribeWithin(scope, source).pipe(
          catchError((cause: unknown) => {
            const error = toApiError(cause);
            const attempt = retries + 1;
            const delay = error.delay ?? backoff({ baseDelay, maxDelay }, attempt, random);
            const loop = scope.last();
            const isFinal = attempt > maxRetries || delay > maxDelay || loop?.isFinal === true;
            if (isFinal || !isRetryable(error)) return throwError(() => error);
            const reset: AnswerReset = {
              type: 'reset',
              attempt,
              max: maxRetries,
              delay,
              error: apiErrorData(error),
              ...definedMembers({ step: loop?.step?.step }),
            };
            return timer(delay, scheduler).pipe(
              switchMap(() => attemptAfter(attempt)),
              startWith(reset),
            );
          }),
        );
      };
      // Tools go on while an attempt is repeated. They belong to the outermost retry, which knows the end of the last one.
      return outer === undefined ? attemptAfter(0).pipe(finalize(() => scope.end())) : attemptAfter(0);
    });
