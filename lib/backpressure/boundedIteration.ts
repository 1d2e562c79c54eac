import { defer, Subject, takeUntil, tap, type Observable } from 'rxjs';
import { eachValueFrom } from 'rxjs-for-await';
import { DemandGate, type Demand } from './Demand.js';

/** How many values may wait for the consumer before reading stops: the capacity of codex's channel. */
export const DEFAULT_HIGH_WATER_MARK = 1600;

/** An iteration that can be left at any time. */
export interface BoundedIteration<T> extends AsyncIterableIterator<T> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  throw(error: unknown): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): BoundedIteration<T>;
}

/**
 * Iterates an observable with a bounded number of waiting values: demand closes when `highWaterMark` values wait and
 * opens again when half of them are taken. What a source has already read when demand closes still arrives, so the
 * bound is the mark plus one chunk's worth of values.
 *
 * Nothing is subscribed before the first `next()`. `return()`, which leaving a `for await` loop calls, unsubscribes at
 * once and settles even while a `next()` is pending; rxjs-for-await's own would wait for the next value. `throw()` does
 * the same and rejects with what it was given.
 */
export const boundedIteration = <T>(
  connect: (demand: Demand) => Observable<T>,
  highWaterMark: number,
): BoundedIteration<T> => {
  const gate = new DemandGate();
  const left = new Subject<void>();
  let waiting = 0;

  const values = eachValueFrom(
    defer(() => connect(gate)).pipe(
      tap(() => {
        waiting += 1;
        if (waiting >= highWaterMark) gate.close();
      }),
      takeUntil(left),
    ),
  );

  const leave = async () => {
    left.next();
    await values.return?.();
  };

  return {
    // Who asks has done with the value before, and the one asked for waits no more: counting here spares every value a
    // promise of its own.
    next: () => {
      waiting -= 1;
      if (waiting <= highWaterMark / 2) gate.open();
      return values.next();
    },
    return: async () => {
      await leave();
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
