/** Gives a turn on, or leaves the queue. Calling it again does nothing. */
export type Release = () => void;

/**
 * Lets one user at a time have something that cannot be shared, in the order in which they came.
 *
 * @example
 * const turns = new Mutex(); // of a server that answers one request at a time
 * merge(answer$.pipe(exclusive(turns)), answer$.pipe(exclusive(turns))).subscribe(render);
 */
export class Mutex {
  readonly #queue: { readonly begin: (leave: Release) => void; readonly leave: Release }[] = [];

  /** Calls `begin` when it is this user's turn, at once where nobody has one; with what it returns, too. */
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
