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
 * Errors and teardown: the source's. Source: wire.md 4.2.
 *
 * @example
 * const first: readonly ResponseEvent[] = [{ type: 'server_model', model: 'gpt-5.1' }];
 * answer$.pipe(startWithEvents(first));
 */
export const startWithEvents =
  <T>(values: readonly T[]): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => {
      for (const value of values) subscriber.next(value);
      return source.subscribe(subscriber);
    });
