import { defer, EMPTY, type Observable, type SchedulerLike } from 'rxjs';
import { abortWith } from '../../operators/flow/abortWith.js';
import { exclusive } from '../../operators/flow/exclusive.js';
import type { Mutex } from '../../operators/flow/Mutex.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';

/** Options for `serializeTurn`. */
export interface SerializeTurnOptions {
  /** The mutex of the thread. */
  readonly mutex: Mutex;
  readonly scheduler: SchedulerLike;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs the turns of a thread one at a time. The next one waits until nothing is left of the previous one, which `keep`
 * reports.
 *
 * Errors of the turn pass through; a `transport` error of kind `network` if the signal is aborted. Teardown: ends the
 * turn, or removes it from the queue.
 */
export const serializeTurn = (
  run: (keep: (gone: Observable<unknown>) => void) => Observable<ThreadEvent>,
  { mutex, scheduler, signal }: SerializeTurnOptions,
): Observable<ThreadEvent> =>
  defer(() => {
    let gone: Observable<unknown> = EMPTY;
    // Deferred, because the previous turn may set the id: it must be read when this turn starts.
    const turn = defer(() =>
      run((left) => {
        gone = left;
      }),
    );
    return turn.pipe(exclusive(mutex, { scheduler, until: defer(() => gone) }), abortWith(signal));
  });
