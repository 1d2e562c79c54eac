import type { Observable } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';

/**
 * Subscribes to an observable and resolves with its first value. Rejects with its error, or with an `ApiError` of type
 * `stream` if it completes without a value.
 */
export const promiseOf = <T>(source: Observable<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    source.subscribe({
      next: resolve,
      error: reject,
      complete: () =>
        reject(apiError({ type: 'stream', reason: 'no_value', detail: 'the stream completed without a value' })),
    });
  });
