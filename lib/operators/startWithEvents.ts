import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Emits some values first, then the source, like RxJS's `startWith`, but subscribes to the source in any case: a
 * consumer that leaves at the first value would else leave a connection open that only a subscriber can close.
 *
 * ```text
 * source:  ----a--b|
 *    startWithEvents([x, y])
 * output:  (xy)a--b|
 * ```
 *
 * Errors and teardown: the source's.
 *
 * @example
 * events$.pipe(startWithEvents(headerEvents(head.headers)));
 */
export const startWithEvents =
  <T>(values: readonly T[]): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      for (const value of values) subscriber.next(value);
      return source.subscribe(subscriber);
    });
