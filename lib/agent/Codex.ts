import { map, throwError, type Observable } from 'rxjs';
import { buildError } from '../protocol/errors/ApiError.js';
import { createAgentSession } from './AgentSession.js';
import { AppServer } from './appServer/AppServer.js';
import type { AppServerInfo } from './appServer/handshake.js';
import { ThreadList } from './appServer/ThreadList.js';
import type { CodexOptions } from './options/CodexOptions.js';
import { Thread } from './Thread.js';
import type { ThreadOptions } from './options/ThreadOptions.js';

const noServer = () =>
  throwError(() => buildError("this needs the app-server; use new Codex({ protocol: 'app-server' })"));

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
  readonly #server: AppServer | undefined;

  constructor(options: CodexOptions = {}) {
    this.#options = options;
    if (options.protocol === 'app-server') this.#server = new AppServer(createAgentSession(options));
  }

  /** The threads that are stored on this machine. Needs `protocol: 'app-server'`: every method fails without it. */
  get threads(): ThreadList {
    return new ThreadList(this.#server ?? { request: noServer });
  }

  /**
   * Starts the app-server and keeps it running until unsubscribed from. Emits its version. Turns start it by themselves;
   * this saves its start between turns that are far apart, and keeps `ephemeral` threads.
   *
   * Errors: an `ApiError`, e.g. of kind `build` if the program is not found or too old. Teardown: ends the process, if
   * nothing else uses it.
   */
  connect(): Observable<AppServerInfo> {
    return this.#server?.connection.pipe(map(({ info }) => info)) ?? noServer();
  }

  /** Creates a new thread. Its id is known once its first turn has started. */
  startThread(options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options, undefined, this.#server);
  }

  /**
   * Continues an earlier thread, which may have run in another process on this machine. The id of a thread that has not
   * started is null. If `id` is null, every turn fails with a `build` error.
   */
  resumeThread(id: string | null, options: ThreadOptions = {}): Thread {
    return new Thread(this.#options, options, id, this.#server);
  }
}
