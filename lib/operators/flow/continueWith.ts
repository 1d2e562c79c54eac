import type { Observable, OperatorFunction } from 'rxjs';
import { operate } from './operate.js';

/**
 * Continues with the observable that is made of the first value. Unlike `mergeMap` it keeps nothing of the source once
 * that has completed, so an open response does not hold on to its request.
 *
 * Errors: the source's; those of the observable that follows; an exception of `next`. Teardown: unsubscribes from the
 * source, and from the observable that follows.
 *
 * @example
 * const body$ = head$.pipe(continueWith(({ bytes }) => bytes));
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
