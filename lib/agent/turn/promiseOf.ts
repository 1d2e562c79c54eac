import type { Observable } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';

/**
 * Subscribes and resolves with the first value. Rejects with the source's error, and with `stream` if it has no value.
 */
export const promiseOf = <T>(source: Observable<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    source.subscribe({
      next: resolve,
      error: reject,
      complete: () =>
        reject(
          apiError({
            type: 'stream',
            reason: 'no_value',
            detail: 'the stream completed without a value; expected one',
          }),
        ),
    });
  });
