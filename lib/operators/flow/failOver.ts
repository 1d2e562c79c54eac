import { catchError, defer, throwError, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { EVENT_ROLE } from '../../protocol/eventRole.js';
import { shouldFailOver } from '../../protocol/errors/shouldFailOver.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from './operate.js';

/** Options for `failOver`. */
export interface FailOverOptions {
  /** Returns whether the next stream is tried after this error. Default: `shouldFailOver`. */
  readonly when?: ((error: ApiError) => boolean) | undefined;
  /** A callback, called before the operator subscribes to a fallback, with the fallback's index in the list, from 0. */
  readonly onFailOver?: ((error: ApiError, fallback: number) => void) | undefined;
}

/** Maps each event type to whether it precedes the answer. */
const isPreamble = ({ type }: ResponseEvent): boolean =>
  EVENT_ROLE[type] === 'lifecycle' || EVENT_ROLE[type] === 'metadata';

/** The maximum number of events that are held back. One more event counts as the beginning of the answer. */
const LONGEST_PREAMBLE = 64;

/**
 * Holds back the events before the answer until it begins. If the stream fails before that, and the next stream is
 * tried, they are dropped.
 *
 * @param movesOn returns whether the next stream is tried; called at most once, and only for an error before the
 * answer.
 */
const holdPreamble = (movesOn: (error: unknown) => boolean): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => {
    let held: ResponseEvent[] | undefined = [];
    const release = () => {
      const preamble = held ?? [];
      held = undefined;
      for (const event of preamble) subscriber.next(event);
    };
    return {
      next: (event) => {
        if (held !== undefined && isPreamble(event) && held.length < LONGEST_PREAMBLE) {
          held.push(event);
          return;
        }
        release();
        subscriber.next(event);
      },
      error: (error) => {
        if (held !== undefined && !movesOn(error)) release();
        subscriber.error(error);
      },
      complete: () => {
        release();
        subscriber.complete();
      },
    };
  });

// docs/decisions.md: failing over to another provider
/**
 * Continues with the next stream of a list when one fails before any part of its answer was emitted, so that no text
 * appears twice. While another stream remains, the events before the answer (created, rate limits, the model) are held
 * back until the answer begins. The consumer thus receives only the events of the stream that answers.
 *
 * ```text
 * events:    --created--#(server_overloaded)
 * fallback:             --created--text--(completed|)
 *       failOver([fallback])
 * output:    -------------created--text--(completed|)
 *
 * events:    --created--text------------#      the answer has begun: the error passes
 *       failOver([fallback])
 * output:    -----------(created,text)--#
 * ```
 *
 * Errors: an error passes through if `when` returns false, if the answer has begun, or if it is an error of the last
 * stream. Teardown: unsubscribes from the current stream.
 *
 * @param fallbacks the streams to try, in this order, each at most once. The operator subscribes to each only when it
 *   is needed.
 *
 * @example
 * const local = new ChatClient({ provider: ollama() });
 * client.streamPrompt('gpt-5.1', prompt).pipe(failOver([local.streamPrompt('qwen3', prompt)]));
 */
export const failOver = (
  fallbacks: readonly Observable<ResponseEvent>[],
  { when = shouldFailOver, onFailOver }: FailOverOptions = {},
): MonoTypeOperatorFunction<ResponseEvent> => {
  const from = (source: Observable<ResponseEvent>, index: number): Observable<ResponseEvent> => {
    const fallback = fallbacks[index];
    if (fallback === undefined) return source;
    return defer(() => {
      let moved = false;
      return source.pipe(
        holdPreamble((error) => (moved = isApiError(error) && when(error))),
        catchError((error: unknown) => {
          if (!moved || !isApiError(error)) return throwError(() => error);
          onFailOver?.(error, index);
          return from(fallback, index + 1);
        }),
      );
    });
  };
  return (source) => from(source, 0);
};
