import { defer, type Observable } from 'rxjs';
import { operate } from '../flow/operate.js';

/** The recorder of a stream. */
interface StreamTape<T> {
  readonly value: (value: T) => void;
  readonly end: () => void;
  readonly lost: (cause: unknown) => void;
  readonly cancelled: () => void;
}

/**
 * Records the first subscription to a stream. Errors of the source pass through. Teardown: unsubscribes from the source,
 * and records it.
 */
export const recordFirst = <T>(source: Observable<T>, tape: StreamTape<T>): Observable<T> => {
  const recorded = source.pipe(
    operate<T, T>((subscriber) => ({
      next: (value) => {
        tape.value(value);
        subscriber.next(value);
      },
      error: (cause) => {
        tape.lost(cause);
        subscriber.error(cause);
      },
      complete: () => {
        tape.end();
        subscriber.complete();
      },
      teardown: () => tape.cancelled(),
    })),
  );
  let isRead = false;
  return defer(() => {
    if (isRead) return source;
    isRead = true;
    return recorded;
  });
};
