import { from, isObservable, mergeMap, Observable, of, type SchedulerLike } from 'rxjs';

/** An iterator, synchronous or asynchronous. */
interface Steps {
  next(): unknown;
  return?(): unknown;
}

/** The number of values after which other tasks run, e.g. the time limit: an endless generator would hold them up. */
const VALUES_PER_TASK = 100;

const hasMethod = (value: unknown, key: PropertyKey): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === 'function';

const isSteps = (value: unknown): value is Steps => hasMethod(value, 'next');
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> => hasMethod(value, Symbol.asyncIterator);
const isIterable = (value: unknown): value is Iterable<unknown> => hasMethod(value, Symbol.iterator);
const isPromise = (value: unknown): value is PromiseLike<unknown> => hasMethod(value, 'then');

/**
 * Emits the values that an iterator yields, then the value that it returns, unless that is undefined. RxJS drops a
 * returned value, and does not call `return()` on an iterator that waits.
 */
const valuesOfSteps = (steps: Steps, scheduler: SchedulerLike): Observable<unknown> =>
  new Observable((subscriber) => {
    let isEnded = false;
    const nextTask = () => new Promise<void>((resolve) => subscriber.add(scheduler.schedule(() => resolve())));
    const run = async (): Promise<void> => {
      for (let count = 1; !subscriber.closed; count++) {
        if (count % VALUES_PER_TASK === 0) await nextTask();
        const result: unknown = await steps.next();
        const { value, done }: { value?: unknown; done?: unknown } =
          typeof result === 'object' && result !== null ? result : { done: true };
        isEnded = done === true;
        if (!isEnded || value !== undefined) subscriber.next(value);
        if (isEnded) {
          subscriber.complete();
          return;
        }
      }
    };
    run().catch((error: unknown) => {
      isEnded = true;
      subscriber.error(error);
    });
    return () => {
      // The consumer has left: there is no receiver for an error of the clean-up.
      if (!isEnded) Promise.resolve(steps.return?.()).catch(() => undefined);
    };
  });

/**
 * Emits the values of the result of a function: those of an observable, of a promise, of a generator or of an async
 * iterable. Any other value, also a string or a list, is emitted as it is.
 */
export const resultValues = (result: unknown, scheduler: SchedulerLike): Observable<unknown> => {
  if (isObservable(result)) return result;
  if (isPromise(result)) return from(result).pipe(mergeMap((value) => resultValues(value, scheduler)));
  if (isAsyncIterable(result)) return valuesOfSteps(result[Symbol.asyncIterator](), scheduler);
  // A list is a value. A generator has `next` as well.
  if (isIterable(result) && isSteps(result)) return valuesOfSteps(result, scheduler);
  return of(result);
};
