import type { Observable } from 'rxjs';
import { apiErrorKind, isApiError } from '../../lib/protocol/errors/ApiError.js';

/** All that a synchronous source says. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly end: 'complete' | 'error' | 'none';
  /** The kind of an ApiError; any other error as it is. */
  readonly error?: unknown;
}

/** Subscribes to a synchronous source and keeps what it says, in a form that deep equality can compare. */
export const syncOutcome = <T>(source: Observable<T>): Outcome<T> => {
  const values: T[] = [];
  let end: Pick<Outcome<T>, 'end' | 'error'> = { end: 'none' };
  source.subscribe({
    next: (value) => values.push(value),
    error: (error: unknown) => {
      end = { end: 'error', error: isApiError(error) ? apiErrorKind(error) : error };
    },
    complete: () => {
      end = { end: 'complete' };
    },
  });
  return { values, ...end };
};
