import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { SocketSession } from './SocketSession.js';

/** The time for which a server without a WebSocket is remembered, in milliseconds. A proxy may be replaced meanwhile. */
const REMEMBERED_FOR = 5 * 60_000;

/** The number of servers that are remembered for one network path. The oldest one is forgotten first. */
const MAX_SERVERS = 64;

interface Refusal {
  readonly error: ApiError;
  readonly until: number;
}

/** The servers without a WebSocket: by network path, because a proxy may be the reason, and by base URL. */
const refusals = new WeakMap<object, Map<string, Refusal>>();

const pathOf = ({ transport }: Pick<SocketSession, 'transport'>): object => transport.networkPath ?? transport;

/** Remembers that the server of a session has no WebSocket, so that other clients do not try in vain. */
export const rememberRefusal = (session: SocketSession, error: ApiError): void => {
  const { provider, scheduler } = session;
  const known = refusals.get(pathOf(session)) ?? new Map<string, Refusal>();
  refusals.set(pathOf(session), known);
  known.delete(provider.baseUrl); // so that it becomes the newest entry
  known.set(provider.baseUrl, { error, until: scheduler.now() + REMEMBERED_FOR });
  const [oldest] = known.keys();
  if (known.size > MAX_SERVERS && oldest !== undefined) known.delete(oldest);
};

/** Returns the error that showed that the server of a session has no WebSocket, while it is remembered. */
export const knownRefusal = (session: SocketSession): ApiError | undefined => {
  const { provider, scheduler } = session;
  const refusal = refusals.get(pathOf(session))?.get(provider.baseUrl);
  return refusal !== undefined && scheduler.now() < refusal.until ? refusal.error : undefined;
};
