import { map, tap, type Observable } from 'rxjs';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { AppServerInfo } from './handshake.js';
import { Mutex } from '../../operators/flow/Mutex.js';
import { objectIn, textIn } from './members.js';
import type { ReadGate } from './ReadGate.js';
import type { RpcPeer } from './rpc/RpcPeer.js';
import { settingsIn, type ThreadSettings } from './threadSettings.js';

/** A thread that the program has loaded. */
export interface LoadedThread {
  readonly settings: ThreadSettings;
  /** Held by the turn that runs. */
  readonly turns: Mutex;
}

/** A connection to a running app-server. */
export interface Connection {
  readonly peer: RpcPeer;
  readonly info: AppServerInfo;
  /** The threads that the program has loaded. A turn of another thread must resume it first. */
  readonly loaded: Map<string, LoadedThread>;
  /** Decides whether the output of the program is read. */
  readonly gate: ReadGate;
  readonly redact: (text: string) => string;
  /** Ends the process, and fails everything that uses it. */
  readonly abort: (error: unknown) => void;
}

/** The requests after which the program has loaded the thread in their answer. */
const LOADS: ReadonlySet<string> = new Set(['thread/start', 'thread/resume', 'thread/fork']);

/** Reads the id of the thread in the answer to `thread/start`, `thread/resume` or `thread/fork`. */
export const threadIdIn = (result: JsonObject): string => {
  const id = textIn(objectIn(result, 'thread'), 'id');
  if (id === undefined)
    throw apiError({ type: 'stream', reason: 'malformed', detail: 'codex answered with a thread that has no id' });
  return id;
};

/**
 * Sends a request and emits its result. Notes which threads the program has loaded.
 *
 * Errors: those of the request, and a `stream` error for a thread without an id. Teardown: the answer is ignored.
 */
export const requestOn = ({ peer, loaded }: Connection, method: string, params: JsonObject): Observable<JsonObject> =>
  peer.request(method, params).pipe(
    map((result) => (isJsonObject(result) ? result : {})),
    tap((result) => {
      if (!LOADS.has(method)) return;
      const id = threadIdIn(result);
      loaded.set(id, { settings: settingsIn(params), turns: loaded.get(id)?.turns ?? new Mutex() });
    }),
  );
