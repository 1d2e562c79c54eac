import { concatMap, EMPTY, expand, ignoreElements, map, throwError, type Observable } from 'rxjs';
import { deferBuild } from '../../clients/http/EndpointSession.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { integer, type JsonObject } from '../../protocol/codec/json.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import type { ThreadOptions } from '../options/ThreadOptions.js';
import type { AgentRequests } from './AgentServer.js';
import { threadIdIn } from './Connection.js';
import { objectIn, objectsIn, textIn } from './members.js';
import { storedTurn, type StoredTurn } from './storedTurn.js';
import { threadParams } from './threadParams.js';

/** A stored thread. */
export interface ThreadSummary {
  readonly id: string;
  /** The beginning of the first message. */
  readonly preview: string;
  readonly name: string | null;
  readonly model: string | null;
  readonly cwd: string;
  /** The times in milliseconds since 1970. */
  readonly created_at: number;
  readonly updated_at: number;
  /** The program that started it, e.g. `exec` or `vscode`, which is also the name of an app-server. */
  readonly source: string | null;
  readonly forked_from: string | null;
  /** Everything that the program reports, in its own form. */
  readonly raw: JsonObject;
}

/** Options for `threads.list`. */
export interface ListThreadsOptions {
  /** Lists archived threads instead. Default: false. */
  readonly archived?: boolean | undefined;
  /** Lists only threads of this directory. */
  readonly cwd?: string | undefined;
  /** Lists only threads with this text. */
  readonly search?: string | undefined;
}

/** Options for `threads.fork`. */
export interface ForkThreadOptions extends ThreadOptions {
  /** The last turn that the fork contains. Default: all turns. */
  readonly lastTurnId?: string | undefined;
}

/** All kinds of threads. By default the program lists only those of its own user interfaces. */
const SOURCES = ['cli', 'vscode', 'exec', 'appServer'];
const PAGE = 100;
/** The maximum number of pages of a list. A program that always names a next page would never end it. */
const MAX_PAGES = 1_000;

const tooManyPages = (): ApiError =>
  apiError({
    type: 'stream',
    reason: 'too_large',
    detail: `the program lists more than ${MAX_PAGES} pages`,
  });

const milliseconds = (seconds: unknown): number => (integer.is(seconds) ? seconds * 1000 : 0);

const summaryOf = (thread: JsonObject): ThreadSummary => ({
  id: textIn(thread, 'id') ?? '',
  preview: textIn(thread, 'preview') ?? '',
  name: textIn(thread, 'name') ?? null,
  model: textIn(thread, 'model') ?? null,
  cwd: textIn(thread, 'cwd') ?? '',
  created_at: milliseconds(thread['createdAt']),
  updated_at: milliseconds(thread['updatedAt']),
  source: textIn(thread, 'source') ?? null,
  forked_from: textIn(thread, 'forkedFromId') ?? null,
  raw: thread,
});

/**
 * The threads that are stored on this machine. Every method returns a cold observable, and needs
 * `protocol: 'app-server'`.
 *
 * Errors: an `ApiError`. Its type is `invalid_request` if the program refuses the request, e.g. for an unknown thread.
 *
 * @example
 * const { threads } = new Codex({ protocol: 'app-server' });
 * threads.list({ search: 'tests' }).subscribe(({ id, preview }) => console.log(id, preview));
 */
export class ThreadList {
  readonly #server: AgentRequests;

  /** @param server the app-server of the `Codex` that the list belongs to. */
  constructor(server: AgentRequests) {
    this.#server = server;
  }

  /** Emits the stored threads, newest first. Pages are requested as they are needed, 1000 at most. */
  list({ archived, cwd, search }: ListThreadsOptions = {}): Observable<ThreadSummary> {
    const params = { sourceKinds: SOURCES, limit: PAGE, ...definedMembers({ archived, cwd, searchTerm: search }) };
    return this.#pages('thread/list', params).pipe(map(summaryOf));
  }

  /** Emits one thread. */
  read(threadId: string): Observable<ThreadSummary> {
    return this.#server
      .request('thread/read', { threadId })
      .pipe(map((result) => summaryOf(objectIn(result, 'thread'))));
  }

  /**
   * Emits the turns of a thread, oldest first, e.g. to show a conversation that is resumed. Pages are requested as they
   * are needed. The usage of an earlier turn is not known, so it is null.
   *
   * @example
   * const codex = new Codex({ protocol: 'app-server' });
   * codex.threads.turns('0199a213').subscribe(({ input, turn }) => console.log(input, turn.status));
   */
  turns(threadId: string): Observable<StoredTurn> {
    const params = { threadId, itemsView: 'full', sortDirection: 'asc', limit: PAGE };
    return this.#pages('thread/turns/list', params).pipe(map((turn) => storedTurn(threadId, turn)));
  }

  /** Gives a thread a name. Emits nothing. */
  rename(threadId: string, name: string): Observable<never> {
    return this.#server.request('thread/name/set', { threadId, name }).pipe(ignoreElements());
  }

  /** Copies a thread and emits the id of the copy, for `resumeThread`. */
  fork(threadId: string, { lastTurnId, ...thread }: ForkThreadOptions = {}): Observable<string> {
    return deferBuild(() =>
      this.#server.request('thread/fork', {
        threadId,
        excludeTurns: true,
        ...threadParams(thread),
        ...definedMembers({ lastTurnId, ephemeral: thread.ephemeral }),
      }),
    ).pipe(map(threadIdIn), failWithApiError());
  }

  /** Archives a thread. Emits nothing. */
  archive(threadId: string): Observable<never> {
    return this.#server.request('thread/archive', { threadId }).pipe(ignoreElements());
  }

  /** Takes a thread back from the archive. Emits nothing. */
  unarchive(threadId: string): Observable<never> {
    return this.#server.request('thread/unarchive', { threadId }).pipe(ignoreElements());
  }

  #pages(method: string, params: JsonObject): Observable<JsonObject> {
    const page = (cursor?: string) => this.#server.request(method, { ...params, ...definedMembers({ cursor }) });
    return page().pipe(
      expand((result, index) => {
        const cursor = textIn(result, 'nextCursor');
        if (cursor === undefined) return EMPTY;
        return index + 1 < MAX_PAGES ? page(cursor) : throwError(tooManyPages);
      }),
      concatMap((result) => objectsIn(result, 'data')),
    );
  }
}
