import type { Observable } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';

/** The only value of an observable, as a promise. Rejects with its error, and with `stream` where it had no value. */
export const promiseOf = <T>(source: Observable<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    source.subscribe({
      next: resolve,
      error: reject,
      complete: () => reject(apiError({ type: 'stream', reason: 'no_value', detail: 'there was no answer' })),
    });
  });
