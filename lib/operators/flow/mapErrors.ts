import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { operate, type Handlers } from './operate.js';

/**
 * Replaces the error of the source. Unlike a `catchError` that throws, it does not keep the operators before it in
 * memory, which matters because an open stream has several operators of this kind.
 *
 * Errors: the value that `replace` returns or throws. Teardown: unsubscribes from the source.
 *
 * @example
 * const named$ = answer$.pipe(mapErrors((cause) => new Error('the summary could not be written', { cause })));
 */
export const mapErrors = <T>(replace: (error: unknown) => unknown): MonoTypeOperatorFunction<T> =>
  operate((subscriber) => new ErrorMapping<T>(subscriber, replace));

class ErrorMapping<T> implements Handlers<T> {
  readonly #out: Subscriber<T>;
  readonly #replace: (error: unknown) => unknown;

  constructor(out: Subscriber<T>, replace: (error: unknown) => unknown) {
    this.#out = out;
    this.#replace = replace;
  }

  next(value: T): void {
    this.#out.next(value);
  }

  error(error: unknown): void {
    this.#out.error(this.#replace(error));
  }
}
