import { catchError, concatMap, defer, ignoreElements, tap, type Observable } from 'rxjs';
import { DemandGate } from '../../backpressure/Demand.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { ApiErrorData } from '../../protocol/errors/apiErrorData.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { openAnswer, type AnswerSource } from '../frames/AnswerSource.js';
import type { RelayFrame } from '../frames/RelayFrame.js';
import { relayFrames, type RelayFramesOptions } from '../frames/relayFrames.js';
import type { ReplayStore } from './ReplayStore.js';
import { settled } from './settled.js';

/** Options for `storeAnswer`. */
export interface StoreAnswerOptions extends Pick<RelayFramesOptions, 'scheduler'> {
  readonly describeError: (error: ApiError) => ApiErrorData;
}

/** The number of frames that may wait for a slow store before the provider is no longer read. */
const MAX_WAITING = 256;

/**
 * Stores the frames of an answer as they arrive, one after the other. If the store refuses a frame, the answer ends with
 * that error as its last frame.
 *
 * Errors: those of the store, if it refuses the last frame. Teardown: unsubscribes from the answer.
 */
export const storeAnswer = (
  store: ReplayStore,
  answer: string,
  source: AnswerSource<unknown>,
  { describeError, scheduler }: StoreAnswerOptions,
): Observable<never> =>
  defer(() => {
    const gate = new DemandGate();
    let waiting = 0;
    let stored = 0;
    const append = (frame: RelayFrame) =>
      defer(() => settled(store.append(answer, frame))).pipe(
        tap(() => {
          stored = frame.sequence;
          waiting -= 1;
          if (waiting < MAX_WAITING / 2) gate.open();
        }),
      );
    const lastFrame = (cause: unknown): RelayFrame => ({
      sequence: stored + 1,
      event: 'failed',
      data: JSON.stringify(describeError(toApiError(cause))),
    });
    return openAnswer(source, gate).pipe(
      relayFrames({ describeError, scheduler }),
      tap(() => {
        waiting += 1;
        if (waiting >= MAX_WAITING) gate.close();
      }),
      concatMap(append),
      catchError((cause: unknown) => append(lastFrame(cause))),
      ignoreElements(),
    );
  });
