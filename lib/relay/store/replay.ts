import { concatMap, defer, filter, from, of, repeat, take, takeWhile, tap, type Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { isLastFrame, type RelayFrame } from '../frames/RelayFrame.js';
import type { ReplayStore } from './ReplayStore.js';

/**
 * Emits the frames of a stored answer after number `after`, those that exist and those that follow, up to the last one.
 * A batch is read from the store only while demand is open, so a slow reader keeps one batch in memory.
 *
 * Errors: those of the store. Teardown: ends the wait for the next frame.
 */
export const replay = (store: ReplayStore, answer: string, after: number, demand: Demand): Observable<RelayFrame> =>
  defer(() => {
    let position = after;
    const opened = () =>
      demand.isOpen
        ? of(true)
        : demand.changes.pipe(
            filter((isOpen) => isOpen),
            take(1),
          );
    return defer(() => store.next(answer, position)).pipe(
      concatMap((frames) => from(frames)),
      tap(({ sequence }) => {
        position = sequence;
      }),
      repeat({ delay: opened }),
      takeWhile((frame) => !isLastFrame(frame), true),
    );
  });
