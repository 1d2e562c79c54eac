import { startWith, type OperatorFunction } from 'rxjs';
import { answerFold, WAITING } from '../../answer/answerFold.js';
import type { Answer } from '../../answer/Answer.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { operate } from '../flow/operate.js';

/** Options for `accumulate`. */
export interface AccumulateOptions {
  /**
   * Emits an error as an error notification as well, after the snapshot that holds it. Default: false: a template that
   * is bound to a stream loses everything it shows when the stream fails.
   */
  readonly rethrow?: boolean | undefined;
}

// docs/wire.md, section 8
/**
 * Emits the answer so far as one immutable snapshot: text, reasoning, tool calls with the arguments so far, usage,
 * status and error. It emits upon subscription and whenever a part has changed. Unchanged parts are the same objects as
 * before.
 *
 * ```text
 * events:   --created--text--text--(completed|)
 *        accumulate()
 * answers:  w-s--------t-----u-----(c|)           w: waiting, s, t, u: streaming, c: completed
 *
 * events:   --created--text--#
 *        accumulate()
 * answers:  w-s--------t-----(f|)                 f: failed, with the text and the error
 *
 * events:   --text--reset--text--(completed|)     a retry of retryAnswer()
 *        accumulate()
 * answers:  w-t-----r------t-----(d|)             r: retrying, without the text, d: completed
 * ```
 *
 * The cost of an event grows with the number of items of the answer and not with the length of their texts. A stream
 * that ends before it is completed, e.g. by `takeUntil`, ends with the status `stopped`. Of
 * `runTools`, it combines all steps, one after another.
 *
 * Errors: none; with `rethrow`, the source's as an `ApiError`. Teardown: unsubscribes from the source.
 *
 * @example
 * const answer$ = client.streamPrompt('gpt-5.1', 'Say hi').pipe(accumulate(), coalesce());
 */
export const accumulate =
  ({ rethrow = false }: AccumulateOptions = {}): OperatorFunction<AnswerEvent, Answer> =>
  (events) =>
    events.pipe(
      operate<AnswerEvent, Answer>((subscriber) => {
        const fold = answerFold();
        let latest = WAITING;
        const emit = (answer: Answer) => {
          if (answer !== latest) subscriber.next((latest = answer));
        };
        return {
          next: (event) => emit(fold.onEvent(event)),
          error: (cause) => {
            const error = toApiError(cause);
            emit(fold.onError(error));
            if (rethrow) subscriber.error(error);
            else subscriber.complete();
          },
          complete: () => {
            emit(fold.onEnd());
            subscriber.complete();
          },
        };
      }),
      startWith(WAITING),
    );
