import type { MonoTypeOperatorFunction } from 'rxjs';
import { operate } from './operate.js';

/**
 * Replaces the error of the source. An open stream has several of these operators. A `catchError` that throws again would
 * keep everything before it in memory.
 *
 * Errors: what `replace` returns or throws. Teardown: unsubscribes from the source.
 *
 * @example
 * const named = source$.pipe(mapErrors((cause) => new Error('the tariff could not be read', { cause })));
 */
export const mapErrors = <T>(replace: (error: unknown) => unknown): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => ({
    next: (value) => subscriber.next(value),
    error: (error) => subscriber.error(replace(error)),
  }));
