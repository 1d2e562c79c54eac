import { Observable } from 'rxjs';
import { followDemand } from '../../backpressure/followDemand.js';
import type { Demand } from '../../backpressure/Demand.js';
import { isLastFrame, type RelayFrame } from '../frames/RelayFrame.js';
import type { ReplayStore } from './ReplayStore.js';

/**
 * Emits the frames of a stored answer after number `after`, those that exist and those that follow, up to the last one.
 * A batch is read from the store only while demand is open, so a slow reader keeps one batch in memory.
 *
 * Errors: those of the store, and of `failures`. Teardown: ends the wait for the next frame.
 *
 * @param failures emits the description of an error that is not in the store. It becomes the last frame.
 */
export const replay = (
  store: ReplayStore,
  answer: string,
  after: number,
  demand: Demand,
  failures: Observable<string>,
): Observable<RelayFrame> =>
  new Observable((subscriber) => {
    let position = after;
    let isWaiting = false;
    let isReading = false;
    const emit = (frames: readonly RelayFrame[]): void => {
      for (const frame of frames) {
        position = frame.sequence;
        subscriber.next(frame);
        if (isLastFrame(frame)) subscriber.complete();
      }
    };
    // By hand and with a loop: a store in memory emits at once, and this runs for each frame of each reader.
    const read = (): void => {
      if (isReading) return;
      isReading = true;
      while (!isWaiting && demand.isOpen && !subscriber.closed) {
        isWaiting = true;
        subscriber.add(
          store.next(answer, position).subscribe({
            next: emit,
            error: (cause: unknown) => subscriber.error(cause),
            complete: () => {
              isWaiting = false;
              read();
            },
          }),
        );
      }
      isReading = false;
    };
    subscriber.add(
      failures.subscribe({
        next: (data) => emit([{ sequence: position + 1, event: 'failed', data }]),
        error: (cause: unknown) => subscriber.error(cause),
      }),
    );
    subscriber.add(followDemand(demand, read, (cause) => subscriber.error(cause)));
    read();
  });
