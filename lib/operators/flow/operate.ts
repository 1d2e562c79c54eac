import { Observable, Subscriber, type OperatorFunction, type Subscription, type TeardownLogic } from 'rxjs';
import { toApiError } from '../../protocol/errors/toApiError.js';

/**
 * Handlers of the source's notifications. Without `error` or `complete`, that notification is passed on unchanged. They
 * are functions, or the methods of an object: an open stream has a dozen operators, and closures hold twice the memory.
 */
export interface Handlers<In> {
  readonly next: (value: In) => void;
  error?(error: unknown): void;
  complete?(): void;
  /** Runs once when the operator ends: by completion, error or unsubscription. */
  teardown?(): void;
}

/**
 * Connects a source to a subscriber, like RxJS's own operators. It closes together with the subscriber, so a
 * synchronous source stops emitting as soon as the consumer unsubscribes. An exception of a handler becomes an error
 * notification, as an `ApiError`.
 */
class OperatorSubscriber<In, Out> extends Subscriber<In> {
  readonly #handlers: Handlers<In>;
  // Looked up once: the handler objects differ in shape, and a lookup per value would cost more than the call itself.
  readonly #next: (value: In) => void;
  readonly #out: Subscriber<Out>;
  // The subscriber of the source, if nothing else was added: the list that `add` makes is larger than a subscriber.
  #source: Subscription | undefined;

  constructor(out: Subscriber<Out>, handlers: Handlers<In>) {
    super();
    this.#out = out;
    this.#handlers = handlers;
    this.#next = handlers.next;
    if (out instanceof OperatorSubscriber && out.#source === undefined && !out.closed) out.#source = this;
    else out.add(this);
  }

  // No closure here: it would be allocated for each of the thousands of values of a stream.
  protected override _next(value: In): void {
    try {
      this.#next.call(this.#handlers, value);
    } catch (error) {
      this.#out.error(toApiError(error));
    }
  }

  protected override _error(error: unknown): void {
    this.#finally(() => (this.#handlers.error ? this.#handlers.error(error) : this.#out.error(error)));
  }

  protected override _complete(): void {
    this.#finally(() => (this.#handlers.complete ? this.#handlers.complete() : this.#out.complete()));
  }

  // Both in one list from now on: they end in the order in which they were added.
  override add(teardown: TeardownLogic): void {
    if (teardown === undefined) return;
    const source = this.#source;
    this.#source = undefined;
    super.add(source);
    super.add(teardown);
  }

  // Not with `add`, which would cost each subscriber a closure and a place in a list.
  override unsubscribe(): void {
    if (this.closed) return;
    // `out` may live on, e.g. in `continueWith`, and must not keep an ended source in memory.
    if (this.#out instanceof OperatorSubscriber && this.#out.#source === this) this.#out.#source = undefined;
    const source = this.#source;
    this.#source = undefined;
    try {
      super.unsubscribe();
    } finally {
      this.#release(source);
    }
  }

  #release(source: Subscription | undefined): void {
    try {
      source?.unsubscribe();
    } finally {
      this.#handlers.teardown?.();
    }
  }

  #finally(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.#out.error(toApiError(error));
    }
    this.unsubscribe();
  }
}

/** An observable to which a handler is applied. */
class Operated<In, Out> extends Observable<Out> {
  readonly #source: Observable<In>;
  readonly #connect: (subscriber: Subscriber<Out>) => Handlers<In>;

  constructor(source: Observable<In>, connect: (subscriber: Subscriber<Out>) => Handlers<In>) {
    super((subscriber) => this.#open(subscriber));
    this.#source = source;
    this.#connect = connect;
  }

  /** Connects a chain of operators without a call of `subscribe` for each, which costs more than the operator itself. */
  #open(out: Subscriber<Out>): void {
    const subscriber = this.#subscriberFor(out);
    if (subscriber === undefined) return;
    if (this.#source instanceof Operated) this.#source.#open(subscriber);
    else this.#source.subscribe(subscriber);
  }

  #subscriberFor(out: Subscriber<Out>): Subscriber<In> | undefined {
    try {
      return new OperatorSubscriber(out, this.#connect(out));
    } catch (cause) {
      out.error(cause); // as `subscribe` does
      return undefined;
    }
  }
}

/**
 * Creates an operator from handlers. `connect` is called for each subscription, so the state that it declares belongs
 * to one subscription.
 *
 * Errors: errors that the handlers emit or throw; without an `error` handler, errors of the source pass through.
 * Teardown: unsubscribes from the source, then calls `teardown` of the handlers.
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
    new Operated(source, connect);
