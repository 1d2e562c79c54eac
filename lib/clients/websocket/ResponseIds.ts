/** The number of earlier responses of a socket whose ids are kept. A frame that is late by more than that is unknown. */
const KEPT = 8;

/** The ids of the responses on one socket. */
export class ResponseIds {
  readonly #earlier: string[] = [];
  #current: string | undefined;
  #isUncertain = false;

  /** The response that is being received, once the server has named it. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Is true from an interruption until the next response begins: frames of the interrupted one may still arrive. */
  get isUncertain(): boolean {
    return this.#isUncertain;
  }

  /** Returns whether a response other than the current one had this id. */
  isEarlier(id: string): boolean {
    return id !== this.#current && this.#earlier.includes(id);
  }

  /** A response begins. */
  begin(id: string | undefined): void {
    this.#current = id;
    this.#isUncertain = false;
  }

  /** The current response is over. */
  finish(id = this.#current): void {
    this.#current = undefined;
    if (id === undefined || id === '' || this.#earlier.includes(id)) return;
    this.#earlier.push(id);
    if (this.#earlier.length > KEPT) this.#earlier.shift();
  }

  /** The current response was interrupted. */
  interrupt(): void {
    this.finish();
    this.#isUncertain = true;
  }
}
