import { startWith, type OperatorFunction } from 'rxjs';
import { answerFold, WAITING } from '../../answer/answerFold.js';
import type { Answer } from '../../answer/Answer.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { operate } from '../flow/operate.js';

/** What becomes of an error. */
export interface AccumulateOptions {
  /**
   * Whether an error also leaves through the error channel, after the snapshot that tells of it. Default false: a
   * template that is bound to a stream loses all that it shows when the stream fails.
   */
  readonly rethrow?: boolean | undefined;
}

/**
 * Gives the answer so far, at once and again whenever something of it has changed: text, reasoning, tool calls with the
 * arguments so far, usage, status and error, in one immutable snapshot. Unchanged parts are the same objects as before.
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
 * events:   --text--reset--text--(completed|)     of retryAnswer(); of runTools() all turns, one after another
 *        accumulate()
 * answers:  w-t-----r------t-----(d|)             r: retrying, without the text, d: completed
 * ```
 *
 * An event costs as much as the answer has items, however long their texts are. A stream that ends before it is
 * completed, e.g. by `takeUntil`, ends with the status `stopped`. Errors: none; with `rethrow`, the source's as an
 * `ApiError`. Teardown: the source's. Source: wire.md 8, design 7.
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
        const tell = (answer: Answer) => {
          if (answer !== latest) subscriber.next((latest = answer));
        };
        return {
          next: (event) => tell(fold.onEvent(event)),
          error: (cause) => {
            const error = toApiError(cause);
            tell(fold.onError(error));
            if (rethrow) subscriber.error(error);
            else subscriber.complete();
          },
          complete: () => {
            tell(fold.onEnd());
            subscriber.complete();
          },
        };
      }),
      startWith(WAITING),
    );
