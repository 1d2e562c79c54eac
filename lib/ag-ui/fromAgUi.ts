import { EventType, type BaseEvent } from '@ag-ui/core';
import type { OperatorFunction } from 'rxjs';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { toApiError } from '../protocol/errors/toApiError.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { operate } from '../operators/flow/operate.js';
import { cutOff, readErrorEvent } from './errorEvent.js';
import { runReader } from './runReader.js';

/** Options for `fromAgUi`. */
export interface FromAgUiOptions {
  /**
   * The conversation that the run answers. It becomes a part of the `pending` state of a run that waits for approvals.
   * Default: none.
   */
  readonly input?: readonly ResponseItem[] | undefined;
}

/**
 * Converts the events of one AG-UI run to the events of an answer, for `accumulate`, `textOf` and a `Conversation`. Any
 * AG-UI agent may have sent them, in whole events or in chunks.
 *
 * ```text
 * AG-UI:   R-T-a-b-E-Z         Z: RUN_FINISHED
 *        fromAgUi()
 * events:  c-t-x-y-m-(C|)      c: created, t: output_item_added, x, y: text, m: output_item_done, C: completed
 *
 * AG-UI:   R-T-a-X             X: RUN_ERROR
 *        fromAgUi()
 * events:  c-t-x-#             stream error: out of paper
 *
 * AG-UI:   R-T-a-|
 *        fromAgUi()
 * events:  c-t-x-#             stream error: the run ended without RUN_FINISHED or RUN_ERROR
 * ```
 *
 * State, activities and `CUSTOM` events of other programs become `other` events. Events that `toAgUi` wrote become what
 * they were, with their items and their state.
 *
 * Errors: `RUN_ERROR` as the `ApiError` that it was, or a `stream` error with the reason `unexplained`; a `stream` error
 * with the reason `truncated` if the source completes before the end of the run; errors of the source as `ApiError`s.
 * Teardown: unsubscribes from the source, also at the end of the run.
 *
 * @example
 * const follow = (agent: CodexRxAgent, run: Parameters<CodexRxAgent['run']>[0]) =>
 *   agent.run(run).pipe(fromAgUi(), accumulate(), coalesce());
 */
export const fromAgUi = ({ input = [] }: FromAgUiOptions = {}): OperatorFunction<BaseEvent, AnswerEvent> =>
  operate((subscriber) => {
    const reader = runReader(input);
    return {
      next: (event) => {
        if (event.type === EventType.RUN_ERROR) {
          subscriber.error(readErrorEvent(event));
          return;
        }
        for (const each of reader.onEvent(event)) subscriber.next(each);
        if (event.type === EventType.RUN_FINISHED) subscriber.complete();
      },
      error: (cause) => subscriber.error(toApiError(cause)),
      complete: () => subscriber.error(cutOff()),
    };
  });
