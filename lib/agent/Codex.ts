import type { CodexOptions } from './options/CodexOptions.js';
import { Thread } from './Thread.js';
import type { ThreadOptions } from './options/ThreadOptions.js';

/**
 * The Codex agent: the `codex` program as observables, promises and loops. Nothing is looked for or run before a turn.
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

  /** A new conversation. It has an id when its first turn has begun. */
  startThread(options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options);
  }

  /**
   * A conversation that was had before, also by another process on this machine. With the id of a thread that has not
   * begun, null, every turn fails with a `build` error.
   */
  resumeThread(id: string | null, options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options, id);
  }
}
