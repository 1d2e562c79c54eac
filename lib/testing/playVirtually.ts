import { defer, timer, takeUntil, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { MarbleEvents } from '../protocol/recording/marbleFile/MarbleFile.js';
import { marbleEvents } from './marbleEvents.js';

/** A stream that goes on for longer is completed: a day of virtual time, in milliseconds. */
const LONGEST = 24 * 3600 * 1000;

const limited = takeUntil<unknown>(timer(LONGEST));

/**
 * Runs a stream to its end in virtual time, which takes no real time, and returns what it emitted and when.
 *
 * @param create creates the stream, in virtual time. It must wait with RxJS's schedulers only.
 *
 * @example
 * const { events } = playVirtually(() => timer(30_000));
 * expect(events).to.deep.equal([{ at: 30_000, value: 0 }]);
 */
export const playVirtually = (create: () => Observable<unknown>): MarbleEvents => {
  let result: MarbleEvents = { events: [], ending: { type: 'open' } };
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    // Unsubscribed from at the end of the limit.
    defer(create)
      .pipe(limited, marbleEvents())
      .subscribe({
        next: (seen) => (result = seen),
        error: (error: unknown) => {
          throw error; // never: an error is part of the result
        },
      });
    scheduler.flush();
  });
  return result;
};
