import { Observable, type Subscriber } from 'rxjs';
import { eachValueFrom } from 'rxjs-for-await';
import { DemandGate, type Demand } from './Demand.js';

/**
 * The number of values that may be buffered for the consumer before reading stops. The channel of codex has the same
 * capacity.
 */
export const DEFAULT_HIGH_WATER_MARK = 1600;

/** An async iterator that can be ended at any time. */
export interface BoundedIteration<T> extends AsyncIterableIterator<T> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  throw(error: unknown): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): BoundedIteration<T>;
}

/**
 * Iterates over an observable with a bounded buffer. Demand is closed (the source stops reading) when `highWaterMark`
 * values are buffered, and opened again when half of them have been taken. Values that the source has already read are
 * still delivered, so the limit is `highWaterMark` plus the values of one chunk.
 *
 * The first `next()` subscribes to the observable. `return()`, which a `for await` loop calls when it ends early,
 * unsubscribes immediately. It resolves even while a `next()` is pending, whereas `return()` of rxjs-for-await would
 * wait for the next value. `throw()` does the same and rejects with its argument.
 */
export const boundedIteration = <T>(
  connect: (demand: Demand) => Observable<T>,
  highWaterMark: number,
): BoundedIteration<T> => {
  const gate = new DemandGate();
  let waiting = 0;
  let loop: Subscriber<T> | undefined;

  // One observable: `defer`, `tap` and `takeUntil` would hold several kilobytes in each open loop.
  const values = eachValueFrom(
    new Observable<T>((subscriber) => {
      loop = subscriber;
      return connect(gate).subscribe({
        next: (value) => {
          waiting += 1;
          if (waiting >= highWaterMark) gate.close();
          subscriber.next(value);
        },
        error: (cause: unknown) => subscriber.error(cause),
        complete: () => subscriber.complete(),
      });
    }),
  );

  const end = async () => {
    loop?.complete();
    await values.return?.();
  };

  return {
    // A call of `next` takes one value, so it is counted here, immediately: counting after the value has arrived would
    // need another promise for each value.
    next: () => {
      waiting -= 1;
      if (waiting <= highWaterMark / 2) gate.open();
      return values.next();
    },
    return: async () => {
      await end();
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
