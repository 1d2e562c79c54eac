import {
  defer,
  distinctUntilChanged,
  EMPTY,
  from,
  switchMap,
  take,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import type { Answer } from '../../answer/Answer.js';
import { validHistory } from '../../answer/validHistory.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { failWithApiError } from '../flow/failWithApiError.js';

/** The part of the state of a conversation that decides about a compaction. A `ConversationState` has it. */
export interface CompactableState {
  readonly history: readonly ResponseItem[];
  readonly answer: Answer | undefined;
  readonly busy: boolean;
}

/** Options for `compactHistory`. */
export interface CompactHistoryOptions<S extends CompactableState> {
  /** Returns true if the history is to be compacted. It is called once after each answer. */
  readonly when: (state: S) => boolean;
  /**
   * Requests a shorter history, e.g. with `CompactClient.compactInput` or `compactInline`. Its first value is the new
   * history.
   */
  readonly compact: (history: readonly ResponseItem[]) => ObservableInput<readonly ResponseItem[]>;
}

/**
 * Compacts the history of a conversation between two answers. It emits each new history, for
 * `Conversation.replaceHistory`.
 *
 * ```text
 * states:     a--A------b--B--c----            A, B: an answer has ended, and the history is too long
 * compact 1:     --(x|)
 * compact 2:               ---!                c: the user sends a message, which the new history would not have
 *          compactHistory({ when, compact: () => compact })
 * history:    -----x---------------
 * ```
 *
 * Nothing is compacted while an answer is being received, or while calls wait for their outputs. A change of the history
 * cancels a compaction. It is then attempted again after the next answer.
 *
 * Errors, as `ApiError`s: those of `when`, `compact` and the source. Handle them inside `compact` to continue after a
 * failure. Teardown: unsubscribes from `compact`.
 *
 * @example
 * const chat = new Conversation((input) => client.streamPrompt('gpt-5.1', { input }));
 * const compact = (input: readonly ResponseItem[]) =>
 *   new CompactClient({ provider, auth }).compactInput({ model: 'gpt-5.1', input, instructions: 'Be brief.' });
 * chat.state$
 *   .pipe(compactHistory({ when: ({ answer }) => (answer?.token_usage?.input_tokens ?? 0) > 200_000, compact }))
 *   .subscribe((items) => chat.replaceHistory(items));
 * chat.state$.subscribe(render);
 * chat.send('Hello');
 */
export const compactHistory =
  <S extends CompactableState>({
    when,
    compact,
  }: CompactHistoryOptions<S>): OperatorFunction<S, readonly ResponseItem[]> =>
  (states) =>
    defer(() => {
      // Of a new history, the last answer is still the one that was too long.
      let handled: Answer | undefined;
      return states.pipe(
        distinctUntilChanged((a, b) => a.busy === b.busy && a.history === b.history),
        switchMap((state) => {
          const { busy, answer, history } = state;
          const isPending = validHistory(history).changes.length > 0;
          if (busy || isPending || answer === undefined || answer === handled || !when(state)) return EMPTY;
          handled = answer;
          return from(compact(history)).pipe(take(1));
        }),
        failWithApiError(),
      );
    });
