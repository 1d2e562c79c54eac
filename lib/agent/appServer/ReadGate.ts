import { Subscription } from 'rxjs';
import { DemandGate, type Demand } from '../../backpressure/Demand.js';

/**
 * Decides whether the output of the app-server is read, which all its threads share. It is not read while the consumer
 * of a turn has more events than it may buffer, except while somebody waits for the program: for the answer to a
 * request, or for the end of a turn. Otherwise a consumer that steers its own turn would wait forever.
 */
export class ReadGate {
  readonly #gate = new DemandGate();
  #closed = 0;
  #needed = 0;

  /** True while the output is read. */
  get demand(): Demand {
    return this.#gate;
  }

  /** Follows the demand of a turn until it is unsubscribed from. */
  follow(demand: Demand): Subscription {
    let isClosed = false;
    const set = (closed: boolean) => {
      if (closed === isClosed) return;
      isClosed = closed;
      this.#closed += closed ? 1 : -1;
      this.#update();
    };
    const changes = demand.changes.subscribe({ next: (isOpen) => set(!isOpen), error: () => set(false) });
    set(!demand.isOpen);
    changes.add(() => set(false));
    return changes;
  }

  /** Reads the output in any case until it is unsubscribed from. */
  need(): Subscription {
    this.#needed += 1;
    this.#update();
    return new Subscription(() => {
      this.#needed -= 1;
      this.#update();
    });
  }

  #update(): void {
    if (this.#closed === 0 || this.#needed > 0) this.#gate.open();
    else this.#gate.close();
  }
}
