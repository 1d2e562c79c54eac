import { NEVER, Subject, type Observable } from 'rxjs';

/**
 * Whether the consumer wants more. A transport reads the socket only while demand is open, so a slow consumer slows the
 * server down instead of filling memory. It belongs to the call, not to a connection: a retried attempt finds the
 * demand as it is.
 */
export interface Demand {
  /** The present state. */
  readonly isOpen: boolean;
  /** Every change, not the present state. Never errors. */
  readonly changes: Observable<boolean>;
}

/** Demand that never stops: what a push consumer, an `Observable`'s subscriber, has. */
export const alwaysOpen: Demand = { isOpen: true, changes: NEVER };

/**
 * Demand with a handle to close and open it. It begins open.
 *
 * @example
 * const gate = new DemandGate();
 * client.streamPrompt('gpt-5.1', 'Say hi').withDemand(gate).subscribe(render);
 * gate.close(); // the socket is read no further
 * gate.open();
 */
export class DemandGate implements Demand {
  readonly #changes = new Subject<boolean>();
  #isOpen = true;

  /** The present state. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Every change, not the present state. Never errors, nor completes. */
  get changes(): Observable<boolean> {
    return this.#changes;
  }

  /** Lets values come. */
  open(): void {
    this.#set(true);
  }

  /** Stops them: what is on its way waits in the buffers of the network. */
  close(): void {
    this.#set(false);
  }

  #set(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#changes.next(isOpen);
  }
}
