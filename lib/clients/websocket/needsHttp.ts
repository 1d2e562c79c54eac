import { isApiError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';
import { ABORTED } from '../../protocol/errors/TransportError.js';

/**
 * The statuses of servers without a WebSocket endpoint at this path: 404 (not found), 405 (method not allowed), and 426
 * (upgrade required), which refuses WebSockets explicitly.
 */
const NO_WEBSOCKET: ReadonlySet<number> = new Set([404, 405, 426]);

// docs/wire.md, section 9.6
/**
 * Returns whether a WebSocket cannot be used and the same request can be sent over HTTP: the server has no WebSocket
 * endpoint, could not be reached, or could not open a socket, and the retries are used up.
 *
 * @param refusal the status of the last handshake if it was refused. It is separate from `error`, because a request on
 *   an open socket can fail with the same status.
 */
export const needsHttp = (error: unknown, refusal: number | undefined): boolean => {
  if (!isApiError(error)) return false;
  if (responseOf(error) !== undefined) return refusal !== undefined && (NO_WEBSOCKET.has(refusal) || refusal >= 500);
  if (error.type !== 'transport') return false;
  const { error: transport } = error;
  return transport.type === 'timeout' || (transport.type === 'network' && transport.code !== ABORTED);
};
