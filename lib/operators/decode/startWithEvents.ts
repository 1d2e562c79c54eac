import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

// docs/wire.md, section 4.2
/**
 * Emits some values, then the source. Unlike RxJS's `startWith`, it subscribes to the source even if the consumer
 * unsubscribes at the first value: only a subscriber can close the source's connection.
 *
 * ```text
 * source:  ----a--b|
 *    startWithEvents([x, y])
 * output:  (xy)a--b|
 * ```
 *
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @example
 * const first: readonly ResponseEvent[] = [{ type: 'server_model', model: 'gpt-5.1' }];
 * answer$.pipe(startWithEvents(first));
 */
export const startWithEvents =
  <T>(values: readonly T[]): MonoTypeOperatorFunction<T> =>
  (source) =>
    values.length === 0
      ? source
      : new Observable((subscriber) => {
          for (const value of values) subscriber.next(value);
          source.subscribe(subscriber); // `subscriber` adopts the teardown of its source
        });
