import { concatMap, defer, filter, ignoreElements, type Observable } from 'rxjs';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import type { ApiErrorData } from '../../protocol/errors/apiErrorData.js';
import type { ReplayStore, StoredAnswer } from './ReplayStore.js';
import { settled } from './settled.js';

const isAbandoned = (found: StoredAnswer | undefined): found is StoredAnswer =>
  found?.isRunning === false && !found.isOver;

const lost = (): ApiError =>
  apiError({
    type: 'stream',
    reason: 'connection_lost',
    detail: 'the server that received this answer was lost; request the answer again',
  });

/**
 * Ends a stored answer with the frame `failed` if the process that received it was lost. Completes without a value.
 *
 * Errors: those of the store. Teardown: none is needed.
 */
export const endAbandoned = (
  store: ReplayStore,
  answer: string,
  describeError: (error: ApiError) => ApiErrorData,
): Observable<never> =>
  defer(() => settled(store.find(answer))).pipe(
    filter(isAbandoned),
    concatMap(({ last }) =>
      settled(
        store.append(answer, { sequence: last + 1, event: 'failed', data: JSON.stringify(describeError(lost())) }),
      ),
    ),
    ignoreElements(),
  );
