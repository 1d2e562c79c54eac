/** Releases the lock, or leaves the queue for it. Calling it again does nothing. */
export type Release = () => void;

/**
 * A lock that one user holds at a time. Users acquire it in the order of their requests.
 *
 * @example
 * const mutex = new Mutex(); // of a server that answers one request at a time
 * merge(answer$.pipe(exclusive(mutex)), answer$.pipe(exclusive(mutex))).subscribe(render);
 */
export class Mutex {
  readonly #queue: { readonly begin: (release: Release) => void; readonly release: Release }[] = [];

  /**
   * Calls `begin` once the lock is free, synchronously if it already is. `begin` receives the function that is also
   * returned: it releases the lock, or leaves the queue.
   */
  acquire(begin: (release: Release) => void): Release {
    const release = () => {
      const index = this.#queue.indexOf(user);
      if (index === -1) return;
      this.#queue.splice(index, 1);
      const [next] = this.#queue;
      if (index === 0) next?.begin(next.release);
    };
    const user = { begin, release };
    this.#queue.push(user);
    if (this.#queue.length === 1) begin(release);
    return release;
  }
}
