import { catchError, defer, throwError, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { EVENT_ROLE } from '../../protocol/eventRole.js';
import { shouldFailOver } from '../../protocol/errors/shouldFailOver.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from './operate.js';

/** Which errors move on, and who is told. */
export interface FailOverOptions {
  /** Whether the next stream is tried after this error. Default: `shouldFailOver`. */
  readonly when?: ((error: ApiError) => boolean) | undefined;
  /** Called before a fallback is subscribed, with its index in the list, from 0. */
  readonly onFailOver?: ((error: ApiError, fallback: number) => void) | undefined;
}

/** True for events that come before the answer begins. */
const isPreamble = ({ type }: ResponseEvent): boolean =>
  EVENT_ROLE[type] === 'lifecycle' || EVENT_ROLE[type] === 'metadata';

/** The most events that are held back; a server that says more than this before it answers has begun to answer. */
const LONGEST_PREAMBLE = 64;

/**
 * Holds the preamble back until the answer begins, and drops it where the stream fails before in a way that moves on.
 *
 * @param movesOn asked once, and only about an error before the answer.
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

/**
 * Continues with the next stream of a list when one fails before any of its answer was told, so that no text comes
 * twice. While there is another one to go to, what a stream says before its answer (created, rate limits, the model) is
 * held back until the answer begins: the consumer sees the preamble of the stream that answers, and only that one.
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
 * Errors: those that do not move on; the last stream's. Teardown: the stream that runs. Source: design 5, demands.md D14.
 *
 * @param fallbacks tried in this order, each at most once; subscribed only when needed.
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
