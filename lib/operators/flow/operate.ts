import { Observable, Subscriber, type OperatorFunction } from 'rxjs';

/** What an operator does with what its source says; what is left out is passed on as it is. */
export interface Handlers<In> {
  readonly next: (value: In) => void;
  error?(error: unknown): void;
  complete?(): void;
  /** Runs once when the operator is done, for whatever reason. */
  teardown?(): void;
}

/**
 * Sits between a source and a subscriber as RxJS's own operators do: it is closed together with the subscriber, so that
 * even a synchronous source stops when the consumer leaves in the middle of it, and what a handler throws becomes an
 * error notification.
 */
class OperatorSubscriber<In, Out> extends Subscriber<In> {
  readonly #handlers: Handlers<In>;
  // Found once: handlers are of many shapes, and looking into them would cost every value more than the call does.
  readonly #next: (value: In) => void;
  readonly #out: Subscriber<Out>;

  constructor(out: Subscriber<Out>, handlers: Handlers<In>) {
    super();
    this.#out = out;
    this.#handlers = handlers;
    this.#next = handlers.next;
    out.add(this);
    this.add(() => handlers.teardown?.());
  }

  // No closure per value: a stream has many thousands.
  protected override _next(value: In): void {
    try {
      this.#next(value);
    } catch (error) {
      this.#out.error(error);
    }
  }

  protected override _error(error: unknown): void {
    this.#finally(() => (this.#handlers.error ? this.#handlers.error(error) : this.#out.error(error)));
  }

  protected override _complete(): void {
    this.#finally(() => (this.#handlers.complete ? this.#handlers.complete() : this.#out.complete()));
  }

  #finally(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.#out.error(error);
    }
    this.unsubscribe();
  }
}

/**
 * Writes an operator: `connect` is called per subscription, so the state it declares is per subscription too.
 *
 * @example
 * const changes = <T>() => operate<T, T>((subscriber) => {
 *   let last: T | undefined;
 *   return { next: (value) => { if (value !== last) subscriber.next((last = value)); } };
 * });
 */
export const operate =
  <In, Out>(connect: (subscriber: Subscriber<Out>) => Handlers<In>): OperatorFunction<In, Out> =>
  (source) =>
    new Observable((subscriber) => source.subscribe(new OperatorSubscriber(subscriber, connect(subscriber))));
