import { EventType, type AGUIEvent } from '@ag-ui/core';
import { defer, from, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { toApiError } from '../protocol/errors/toApiError.js';
import { operate } from '../operators/flow/operate.js';
import { runWriter, type AgUiRun } from './runWriter.js';
import { statePatch } from './statePatch.js';

/** Options for `toAgUi`. */
export interface ToAgUiOptions extends AgUiRun {
  /**
   * The state that the agent shares with the page. The first value is sent as a snapshot, each further one as a JSON
   * Patch. It is subscribed to for the time of the run. Default: none.
   */
  readonly state?: ObservableInput<unknown> | undefined;
}

/**
 * Converts the events of an answer, or of a tool loop, to the events of one AG-UI run. It emits `RUN_STARTED` upon
 * subscription.
 *
 * ```text
 * events:  --text--text--(completed|)
 *        toAgUi({ threadId: 't', runId: 'r' })
 * AG-UI:   R-(STa)-a-----(EFZ|)         R: RUN_STARTED, Z: RUN_FINISHED
 *
 * events:  --text--#
 *        toAgUi({ threadId: 't', runId: 'r' })
 * AG-UI:   R-(STa)-(EFX|)               X: RUN_ERROR
 * ```
 *
 * S and F are the start and the end of a step (a request of a tool loop), T, a and E those of a text message. Reasoning
 * and calls have the same form. Opaque state of reasoning and calls travels with the messages, so that the next run can
 * send it back to its provider. Events without a counterpart become `CUSTOM` events named `codex-rx.…`.
 *
 * An answer that waits for approvals ends with the outcome `interrupt`. An answer that is cut off by `takeUntil` ends
 * with the outcome `cancelled`. A call that no tool of the server has run is listed in `pendingToolCallIds`.
 *
 * Errors: none. An error of the source becomes `RUN_ERROR`, with the type of the error as its code. The provider's
 * response, the messages of exceptions, names of internal hosts and whatever looks like a key are left out. Teardown: unsubscribes from the source and from `state`.
 *
 * @example
 * answer$.pipe(toAgUi({ threadId: 'thread_1', runId: 'run_1' })).subscribe((event) => console.log(event.type));
 */
export const toAgUi = ({ state, ...run }: ToAgUiOptions): OperatorFunction<AnswerEvent, AGUIEvent> =>
  operate<AnswerEvent, AGUIEvent>((subscriber) => {
    const writer = runWriter(run);
    const emit = (events: readonly AGUIEvent[]) => {
      for (const event of events) subscriber.next(event);
    };
    const fail = (cause: unknown) => {
      emit(writer.onError(toApiError(cause)));
      subscriber.complete();
    };

    emit(writer.start());
    let shared: { readonly value: unknown } | undefined;
    const states =
      state === undefined
        ? undefined
        : defer(() => from(state)).subscribe({
            next: (value) => {
              if (shared === undefined) subscriber.next({ type: EventType.STATE_SNAPSHOT, snapshot: value });
              else {
                const delta = statePatch(shared.value, value);
                if (delta.length > 0) subscriber.next({ type: EventType.STATE_DELTA, delta });
              }
              shared = { value };
            },
            error: fail,
          });
    return {
      next: (event) => emit(writer.onEvent(event)),
      error: fail,
      complete: () => {
        emit(writer.onEnd());
        subscriber.complete();
      },
      teardown: () => states?.unsubscribe(),
    };
  });
