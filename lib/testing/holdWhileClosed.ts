import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Demand } from '../demand/Demand.js';
import { operate } from '../operators/operate.js';

/**
 * Holds values back while demand is closed, as a socket does that nobody reads.
 *
 * ```text
 * source:  --a--b--c-----|
 * demand:  ---x-----o-----      x closes, o opens
 *      holdWhileClosed(demand)
 * output:  --a------(bc)-|
 * ```
 *
 * Errors wait behind the values that were sent before them. Teardown: the source's.
 *
 * @example
 * body$.pipe(holdWhileClosed(gate));
 */
export const holdWhileClosed = <T>(demand: Demand): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => {
    const held: (() => void)[] = [];
    const release = () => {
      while (demand.isOpen) {
        const notify = held.shift();
        if (notify === undefined) return;
        notify();
      }
    };
    const deliver = (notify: () => void) => {
      held.push(notify);
      release();
    };
    const changes = demand.changes.subscribe({ next: release, error: (cause: unknown) => subscriber.error(cause) });
    subscriber.add(changes);
    return {
      next: (value) => deliver(() => subscriber.next(value)),
      error: (cause) => deliver(() => subscriber.error(cause)),
      complete: () => deliver(() => subscriber.complete()),
    };
  });
