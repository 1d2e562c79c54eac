/** Releases the lock, or leaves the queue. Calling it again has no effect. */
export type Release = () => void;

/**
 * A lock for something that only one user may use at a time. Users get it in the order in which they requested it.
 *
 * @example
 * const turns = new Mutex(); // of a server that answers one request at a time
 * merge(answer$.pipe(exclusive(turns)), answer$.pipe(exclusive(turns))).subscribe(render);
 */
export class Mutex {
  readonly #queue: { readonly begin: (leave: Release) => void; readonly leave: Release }[] = [];

  /**
   * Calls `begin` once the lock is free, synchronously if it already is. The returned function, which `begin` receives
   * as well, releases the lock or leaves the queue.
   */
  acquire(begin: (leave: Release) => void): Release {
    const leave = () => {
      const place = this.#queue.indexOf(user);
      if (place === -1) return;
      this.#queue.splice(place, 1);
      const [next] = this.#queue;
      if (place === 0) next?.begin(next.leave);
    };
    const user = { begin, leave };
    this.#queue.push(user);
    if (this.#queue.length === 1) begin(leave);
    return leave;
  }
}
