import { concatMap, map, of, tap, type Observable } from 'rxjs';
import { isJsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import type { RpcPeer } from './rpc/RpcPeer.js';

/** The version of codex whose app-server protocol this library was written for. */
export const PROTOCOL_VERSION = '0.171.0';

/** The oldest version whose app-server has every method that this library uses. */
export const OLDEST_VERSION = '0.163.0';

/** The program at the other end. */
export interface AppServerInfo {
  /** The version of codex; null if the program does not report one. */
  readonly version: string | null;
}

const VERSION = /^[^/]*\/(\d+)\.(\d+)\.(\d+)/;

const numbersIn = (version: string): readonly number[] => version.split('.').map(Number);

const isOlder = (version: string, than: string): boolean => {
  const ours = numbersIn(than);
  const index = numbersIn(version).findIndex((number, place) => number !== ours[place]);
  return index !== -1 && (numbersIn(version)[index] ?? 0) < (ours[index] ?? 0);
};

/**
 * Reads the version from the answer to `initialize`. The program negotiates none: the version is part of its user agent.
 *
 * @throws ApiError `build` for a version that is too old.
 */
export const readServerInfo = (result: unknown): AppServerInfo => {
  const agent = isJsonObject(result) ? result['userAgent'] : undefined;
  const [, major, minor, patch] = typeof agent === 'string' ? (VERSION.exec(agent) ?? []) : [];
  const version = major === undefined ? null : `${major}.${minor ?? 0}.${patch ?? 0}`;
  // A program that was built from source reports 0.0.0.
  if (version !== null && version !== '0.0.0' && isOlder(version, OLDEST_VERSION))
    throw buildError(
      `codex ${version} is too old for protocol: 'app-server', which needs ${OLDEST_VERSION} or later (written for ` +
        `${PROTOCOL_VERSION}); update it with "npm install @openai/codex@latest", or use protocol: 'exec'`,
    );
  return { version };
};

/**
 * Initializes the connection, checks the program's version, and signs in with the key if there is one: the app-server
 * reads no key from the environment.
 */
// docs/wire.md, section 13.5
export const handshake = (peer: RpcPeer, apiKey: string | undefined): Observable<AppServerInfo> => {
  const clientInfo = { name: 'codex_rx', title: 'codex-rx', version: PROTOCOL_VERSION };
  return peer.request('initialize', { clientInfo, capabilities: { experimentalApi: true } }).pipe(
    map(readServerInfo),
    tap(() => peer.notify('initialized')),
    concatMap((info) =>
      apiKey === undefined
        ? of(info)
        : peer.request('account/login/start', { type: 'apiKey', apiKey }).pipe(map(() => info)),
    ),
  );
};
