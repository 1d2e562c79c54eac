import type { CodexOptions } from './options/CodexOptions.js';
import { Thread } from './Thread.js';
import type { ThreadOptions } from './options/ThreadOptions.js';

/**
 * Client for the Codex agent. It runs the `codex` program and offers its events as observables, promises and async
 * iterables. The program is looked for and run when a turn starts, not before.
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
   * Continues an earlier thread, also one of another process on this machine. The id of a thread that has not started
   * is null; with null, every turn fails with a `build` error.
   */
  resumeThread(id: string | null, options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options, id);
  }
}
