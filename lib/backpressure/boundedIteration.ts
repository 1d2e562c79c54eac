import { defer, Subscription, type Observable, type Observer } from 'rxjs';
import { DemandGate, type Demand } from './Demand.js';

/**
 * The number of values that may be buffered for the consumer before reading stops. The channel of codex has the same
 * capacity.
 */
export const DEFAULT_HIGH_WATER_MARK = 1600;

/** An async iterator that can be ended at any time. */
export interface BoundedIteration<T> extends AsyncIterableIterator<T> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  throw(error: unknown): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): BoundedIteration<T>;
}

/**
 * Iterates over an observable with a bounded buffer. Demand is closed (the source stops reading) when `highWaterMark`
 * values are buffered, and opened again when half of them have been taken. Values that the source has already read are
 * still delivered, so the limit is `highWaterMark` plus the values of one chunk.
 *
 * The first `next()` subscribes to the observable. `return()`, which a `for await` loop calls when it ends early,
 * unsubscribes immediately, and ends a `next()` that is pending. `throw()` does the same and rejects with its argument.
 */
export const boundedIteration = <T>(
  connect: (demand: Demand) => Observable<T>,
  highWaterMark: number,
): BoundedIteration<T> => new Iteration(connect, highWaterMark);

type Result<T> = IteratorResult<T, undefined>;

/** A call of `next` that waits for a value. */
interface Pending<T> {
  readonly resolve: (result: Result<T>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE = { done: true, value: undefined } as const;

/** A promise that is rejected with anything, as a source may fail with anything. */
const rejected = async (error: unknown): Promise<never> => {
  await Promise.resolve();
  throw error;
};

/** The values that wait for the loop, or the calls of `next` that wait for a value. */
class Buffer<T> implements Observer<T> {
  readonly #highWaterMark: number;
  readonly #gate: DemandGate;
  #waiting: Pending<T>[] = [];
  #results: Result<T>[] = [];
  #taken = 0; // the results before this place were taken: `shift` would move the rest of a long list
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(highWaterMark: number, gate: DemandGate) {
    this.#highWaterMark = highWaterMark;
    this.#gate = gate;
  }

  next(value: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#results.push({ done: false, value });
    else next.resolve({ done: false, value });
    if (this.#length >= this.#highWaterMark) this.#gate.close();
  }

  error(error: unknown): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#failure = { error };
    else next.reject(error);
    this.complete();
  }

  complete(): void {
    this.#isOver = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(DONE);
  }

  take(): Promise<Result<T>> {
    const result = this.#results[this.#taken];
    if (result === undefined) return this.#isOver ? this.#end() : this.#wait();
    this.#taken += 1;
    if (this.#taken === this.#results.length) this.#clear();
    if (this.#length <= this.#highWaterMark / 2) this.#gate.open();
    return Promise.resolve(result);
  }

  /** Drops the values, and ends the calls of `next` that wait. */
  leave(): void {
    this.#clear();
    this.#failure = undefined;
    this.complete();
  }

  get #length(): number {
    return this.#results.length - this.#taken - this.#waiting.length;
  }

  #clear(): void {
    this.#results = [];
    this.#taken = 0;
  }

  #wait(): Promise<Result<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#gate.open();
    });
  }

  /** The error of the source, once, and the end from then on. */
  #end(): Promise<Result<T>> {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure === undefined ? Promise.resolve(DONE) : rejected(failure.error);
  }
}

/** A class and not a generator, which would hold several times the memory in each open loop. */
class Iteration<T> implements BoundedIteration<T> {
  readonly #connect: (demand: Demand) => Observable<T>;
  readonly #gate = new DemandGate();
  readonly #buffer: Buffer<T>;
  #subscription: Subscription | undefined;

  constructor(connect: (demand: Demand) => Observable<T>, highWaterMark: number) {
    this.#connect = connect;
    this.#buffer = new Buffer(highWaterMark, this.#gate);
  }

  next(): Promise<Result<T>> {
    const result = this.#buffer.take();
    this.#subscription ??= defer(() => this.#connect(this.#gate)).subscribe(this.#buffer);
    return result;
  }

  return(): Promise<Result<T>> {
    this.#leave();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<Result<T>> {
    this.#leave();
    return rejected(error);
  }

  [Symbol.asyncIterator](): BoundedIteration<T> {
    return this;
  }

  #leave(): void {
    (this.#subscription ??= Subscription.EMPTY).unsubscribe(); // not subscribed later either
    this.#buffer.leave();
  }
}
