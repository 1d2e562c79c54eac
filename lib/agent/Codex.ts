import type { CodexOptions } from './options/CodexOptions.js';
import { Thread } from './Thread.js';
import type { ThreadOptions } from './options/ThreadOptions.js';

/**
 * A client for the Codex agent. It runs the `codex` program and offers its events as observables, promises and async
 * iterables. It looks for the program and runs it only when a turn starts.
 *
 * @example
 * const codex = new Codex();
 * const { finalResponse } = await codex.startThread({ sandboxMode: 'read-only' }).run('What does this repository do?');
 */
export class Codex {
  readonly #options: CodexOptions;

  constructor(options: CodexOptions = {}) {
    this.#options = options;
  }

  /** Creates a new thread. Its id is known once its first turn has started. */
  startThread(options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options);
  }

  /**
   * Continues an earlier thread, which may have run in another process on this machine. The id of a thread that has not
   * started is null. If `id` is null, every turn fails with a `build` error.
   */
  resumeThread(id: string | null, options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options, id);
  }
}
