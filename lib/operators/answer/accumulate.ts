import { startWith, type OperatorFunction } from 'rxjs';
import { answerFold, WAITING } from '../../answer/answerFold.js';
import type { Answer } from '../../answer/Answer.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { operate } from '../flow/operate.js';

/** Options for `accumulate`. */
export interface AccumulateOptions {
  /**
   * Also fails with the error, after emitting the snapshot that contains it. Default: false, because a UI that is bound
   * to the stream (e.g. by Angular's `async` pipe) would lose the text when the stream fails.
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
 * The work per event grows with the number of items in the answer, not with the length of their text. If the stream
 * ends before the answer is completed, e.g. because of `takeUntil`, the last snapshot has the status `stopped`. Applied
 * to `runTools`, it combines the answers of all steps (requests) in order.
 *
 * Errors: none; with `rethrow`, the error of the source, as an `ApiError`. Teardown: unsubscribes from the source.
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
        const fail = (cause: unknown) => {
          const error = toApiError(cause);
          emit(fold.onError(error));
          if (rethrow) subscriber.error(error);
          else subscriber.complete();
        };
        return {
          next: (event) => {
            let answer: Answer;
            try {
              answer = fold.onEvent(event);
            } catch (cause) {
              return fail(cause); // a text beyond the longest string of the engine
            }
            emit(answer);
          },
          error: fail,
          complete: () => {
            emit(fold.onEnd());
            subscriber.complete();
          },
        };
      }),
      startWith(WAITING),
    );
