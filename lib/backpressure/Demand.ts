import { NEVER, Subject, type Observable } from 'rxjs';

/**
 * The backpressure of a call. A transport reads its socket only while demand is open, so that a slow consumer slows
 * down the server instead of filling the memory. Demand belongs to the call and not to a connection: a retried attempt
 * keeps the state of the attempt before.
 */
export interface Demand {
  /** The current state. */
  readonly isOpen: boolean;
  /** Emits every change, but not the current state. Never fails. */
  readonly changes: Observable<boolean>;
}

/** Demand that is always open, as for the subscriber of an `Observable`. */
export const alwaysOpen: Demand = { isOpen: true, changes: NEVER };

/**
 * A demand that can be closed and opened. Initially it is open.
 *
 * @example
 * const gate = new DemandGate();
 * client.streamPrompt('gpt-5.1', 'Say hi').withDemand(gate).subscribe(render);
 * gate.close(); // the socket is no longer read
 * gate.open();
 */
export class DemandGate implements Demand {
  readonly #changes = new Subject<boolean>();
  #isOpen = true;

  /** The current state. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Emits every change, but not the current state. Never fails or completes. */
  get changes(): Observable<boolean> {
    return this.#changes;
  }

  /** Opens demand: values are read. */
  open(): void {
    this.#set(true);
  }

  /** Closes demand: the socket is not read, and data that was already sent stays in the buffers of the network. */
  close(): void {
    this.#set(false);
  }

  #set(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#changes.next(isOpen);
  }
}
