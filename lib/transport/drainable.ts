import { Observable, Subscriber, type SchedulerLike } from 'rxjs';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { DEFAULT_DRAIN } from '../protocol/limits.js';
import { backgroundTimer } from './backgroundTimer.js';
import type { StreamResponse } from './HttpTransport.js';

/** The limits within which the rest of a body is read after the answer is complete. */
export interface DrainLimits {
  /** The longest time, in milliseconds. Default: 1000. */
  readonly timeout?: number | undefined;
  /** The most bytes. Default: 65 536. */
  readonly bytes?: number | undefined;
}

/** Options for `drainable`. */
export interface DrainableOptions {
  /** The limits; `false` closes the connection at once. */
  readonly drain?: DrainLimits | false | undefined;
  /** Measures the time limit. Default: a timer that does not keep a Node process alive. */
  readonly scheduler?: SchedulerLike | undefined;
  /**
   * Called when the subscriber has left and the rest is read without it. What it returns is called when that has ended:
   * with true if the whole body was read.
   */
  readonly onDrain?: (() => (isWhole: boolean) => void) | undefined;
}

/** The body of a response, as `StreamResponse` has it. */
export interface DrainableBody extends Pick<StreamResponse, 'bytes'> {
  readonly drain: (onEnd?: (isWhole: boolean) => void) => void;
}

/** The state of one body. */
interface Draining extends DrainableOptions {
  isOver: boolean;
  /** The callback of the caller of `drain`. */
  onEnd?: ((isWhole: boolean) => void) | undefined;
  /** Reports to the reader of the body that demand has opened. */
  open?: () => void;
}

/** Stays subscribed to the body after `out` has unsubscribed, if the answer is over, until a limit is reached. */
class BodySubscriber extends Subscriber<Uint8Array> {
  readonly #out: Subscriber<Uint8Array>;
  readonly #draining: Draining;
  #left = 0;
  #isWhole = false;

  constructor(out: Subscriber<Uint8Array>, draining: Draining) {
    super();
    this.#out = out;
    this.#draining = draining;
    out.add(() => this.#leave());
  }

  protected override _next(chunk: Uint8Array): void {
    if (!this.#out.closed) {
      this.#out.next(chunk);
      return;
    }
    this.#left -= chunk.length;
    if (this.#left < 0) this.unsubscribe();
  }

  // While draining, `out` is closed and both have no receiver: the answer is complete, and the connection is only lost.
  protected override _error(cause: unknown): void {
    this.#out.error(cause);
    this.unsubscribe();
  }

  protected override _complete(): void {
    this.#isWhole = true;
    this.#out.complete();
    this.unsubscribe();
  }

  #leave(): void {
    const { isOver, drain, scheduler, onDrain } = this.#draining;
    if (!isOver || drain === false || this.isStopped) {
      this.unsubscribe();
      return;
    }
    this.#left = drain?.bytes ?? DEFAULT_DRAIN.bytes;
    const limit = backgroundTimer(drain?.timeout ?? DEFAULT_DRAIN.timeout, scheduler);
    this.add(limit.subscribe({ next: () => this.unsubscribe(), error: (cause: unknown) => this.error(cause) }));
    const onEnd = onDrain?.();
    if (onEnd !== undefined) this.add(() => onEnd(this.#isWhole));
    const { onEnd: onDrained } = this.#draining;
    if (onDrained !== undefined) this.add(() => onDrained(this.#isWhole));
  }
}

/** A demand that opens when the answer is over: nobody needs protection from a body that is thrown away. */
const openAtEnd = (demand: Demand, draining: Draining): Demand => ({
  get isOpen() {
    return draining.isOver || demand.isOpen;
  },
  // A body has one reader. `merge` and a subject would hold a kilobyte in each open answer.
  changes: new Observable((reader) => {
    draining.open = () => reader.next(true);
    demand.changes.subscribe(reader);
  }),
});

/**
 * Makes the body of a response drainable. After `drain` was called, a subscriber that leaves does not close the
 * connection: the rest of the body is read and dropped, so that the connection can serve another request. It is closed
 * when a limit is reached. Without a call of `drain`, leaving closes the connection.
 *
 * Errors: the body's; none while it is drained. Teardown: unsubscribes from the body, at once or after draining.
 *
 * @param read reads the body while the demand is open.
 */
export const drainable = (
  read: (demand: Demand) => Observable<Uint8Array>,
  demand: Demand,
  options: DrainableOptions = {},
): DrainableBody => {
  const draining: Draining = { ...options, isOver: false };
  const body = read(demand === alwaysOpen ? demand : openAtEnd(demand, draining));
  return {
    bytes: new Observable((subscriber) => {
      body.subscribe(new BodySubscriber(subscriber, draining));
    }),
    drain: (onEnd) => {
      draining.isOver = true;
      draining.onEnd = onEnd;
      if (options.drain !== false) draining.open?.();
    },
  };
};
