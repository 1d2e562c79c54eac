import type { Observable, OperatorFunction } from 'rxjs';
import { operate } from './operate.js';

/**
 * Continues with an observable that is created from the first value. Unlike `mergeMap`, it releases the source when the
 * source completes, so an open response does not keep its request in memory.
 *
 * Errors: those of the source and of the observable that follows; an exception of `next`. Teardown: unsubscribes from
 * the source, and from the observable that follows.
 *
 * @example
 * const body$ = heads$.pipe(continueWith(({ bytes }) => bytes));
 */
export const continueWith = <T, R>(next: (value: T) => Observable<R>): OperatorFunction<T, R> =>
  operate((subscriber) => {
    let hasContinued = false;
    return {
      next: (value) => {
        if (hasContinued) return;
        hasContinued = true;
        next(value).subscribe(subscriber);
      },
      complete: () => {
        if (!hasContinued) subscriber.complete();
      },
    };
  });
