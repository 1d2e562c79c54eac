import { filter, Observable, Subject, take, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';
import type { Demand } from './Demand.js';

/**
 * Buffers all values while demand is closed (the consumer applies backpressure), and emits them when it is opened.
 *
 * ```text
 * source:  --a--b--c---------|
 * demand:  ---close-----open--
 *      holdWhileClosed(demand)
 * output:  --a----------(bc)-|
 * ```
 *
 * The number of buffered values is not limited, because the source is expected to stop while demand is closed.
 *
 * Errors: errors of the source pass through, after the buffered values. Teardown: unsubscribes from the source.
 *
 * @example
 * const gate = new DemandGate();
 * bytes$.pipe(holdWhileClosed(gate));
 */
export const holdWhileClosed =
  <T>(demand: Demand): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      const held: (() => void)[] = [];
      const error = (cause: unknown) => subscriber.error(cause);
      let isWaiting = false;
      let isDraining = false;
      const wait = () => {
        isWaiting = true;
        const next = () => {
          isWaiting = false;
          drain();
        };
        subscriber.add(
          demand.changes
            .pipe(
              filter((isOpen) => isOpen),
              take(1),
            )
            .subscribe({ next, error }),
        );
      };
      // A loop, because thousands of values may be held: a recursive operator such as concatMap would exceed the stack.
      const drain = () => {
        if (isDraining) return;
        isDraining = true;
        while (demand.isOpen && !subscriber.closed) {
          const deliver = held.shift();
          if (deliver === undefined) break;
          deliver();
        }
        isDraining = false;
        if (held.length > 0 && !isWaiting && !subscriber.closed) wait();
      };
      const hold = (deliver: () => void) => {
        held.push(deliver);
        drain();
      };
      // A synchronous source emits before there is a subscription to end, and also to a consumer that was gone already.
      const left = new Subject<void>();
      subscriber.add(() => left.next());
      subscriber.add(
        source.pipe(takeUntil(left)).subscribe({
          next: (value) => (subscriber.closed ? left.next() : hold(() => subscriber.next(value))),
          error: (cause: unknown) => hold(() => error(cause)),
          complete: () => hold(() => subscriber.complete()),
        }),
      );
    });
