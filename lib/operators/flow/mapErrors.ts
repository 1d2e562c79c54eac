import { Observable, Subscriber, type MonoTypeOperatorFunction } from 'rxjs';

/** Passes values on and replaces the error. It does not refer to its source, which RxJS's `catchError` does. */
class ErrorMapper<T> extends Subscriber<T> {
  readonly #out: Subscriber<T>;
  readonly #replace: (error: unknown) => unknown;

  constructor(out: Subscriber<T>, replace: (error: unknown) => unknown) {
    super();
    this.#out = out;
    this.#replace = replace;
    out.add(this);
  }

  protected override _next(value: T): void {
    this.#out.next(value);
  }

  protected override _error(error: unknown): void {
    this.#out.error(this.#replaced(error));
    this.unsubscribe();
  }

  protected override _complete(): void {
    this.#out.complete();
    this.unsubscribe();
  }

  #replaced(error: unknown): unknown {
    try {
      return this.#replace(error);
    } catch (failure) {
      return failure;
    }
  }
}

/**
 * Replaces the error of the source. An open stream has several of these operators. Each costs a fraction of a
 * `catchError` that throws again, which keeps everything before it in memory.
 *
 * Errors: what `replace` returns or throws. Teardown: unsubscribes from the source.
 *
 * @example
 * const named = source$.pipe(mapErrors((cause) => new Error('the tariff could not be read', { cause })));
 */
export const mapErrors =
  <T>(replace: (error: unknown) => unknown): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) => source.subscribe(new ErrorMapper(subscriber, replace)));
