import { apiError, type PendingTools } from 'codex-rx';

/** The maximum number of answers that wait. The one that has waited longest is given up for a new one. */
const MAX_PENDING = 1_000;

/**
 * The tool loops that wait for approvals, by the id of their answer. A page sends its decisions only, so it cannot approve
 * another call than the one that it was shown. A `PendingTools` is JSON: with several processes, keep it in a database.
 */
export class PendingStore {
  readonly #loops = new Map<string, PendingTools>();

  put(answer: string, pending: PendingTools): void {
    const [oldest] = this.#loops.keys();
    if (this.#loops.size >= MAX_PENDING && oldest !== undefined) this.#loops.delete(oldest);
    this.#loops.set(answer, pending);
  }

  /** Returns a loop and removes it, so that no call is run twice, e.g. by two tabs. */
  take(answer: string): PendingTools {
    const pending = this.#loops.get(answer);
    this.#loops.delete(answer);
    if (pending === undefined)
      throw apiError({ type: 'invalid_request', detail: 'this call was decided before, or is no longer known' });
    return pending;
  }
}
