import { isApiError } from '../../protocol/errors/ApiError.js';
import { responseOf } from '../../protocol/errors/responseOf.js';
import { ABORTED } from '../../protocol/errors/TransportError.js';

/** What servers answer that have no WebSocket there: upgrade required (it is theirs to say), not found, not allowed. */
const NO_WEBSOCKET: ReadonlySet<number> = new Set([404, 405, 426]);

/**
 * Whether an error of a WebSocket says that it cannot be had, and the same request can be asked over HTTP: the server has
 * none, or it could not be reached, or could not serve one, although the retries are used up. Source: wire.md 9.6.
 *
 * @param refusal the status of the last handshake, if it was refused: a request may be answered with the same status.
 */
export const needsHttp = (error: unknown, refusal: number | undefined): boolean => {
  if (!isApiError(error)) return false;
  if (responseOf(error) !== undefined) return refusal !== undefined && (NO_WEBSOCKET.has(refusal) || refusal >= 500);
  if (error.type !== 'transport') return false;
  const { error: transport } = error;
  return transport.type === 'timeout' || (transport.type === 'network' && transport.code !== ABORTED);
};
