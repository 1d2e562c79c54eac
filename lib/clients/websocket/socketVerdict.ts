import { isApiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { closeCodeOf, TOO_BIG } from '../../protocol/errors/closeCode.js';
import { responseOf } from '../../protocol/errors/responseOf.js';
import type { StreamReason } from '../../protocol/errors/StreamReason.js';
import { ABORTED, MESSAGE_TOO_LARGE, SOCKET_VIOLATED } from '../../protocol/errors/TransportError.js';

/** The consequence of a failure before the first event of an answer. */
export type SocketVerdict =
  /** The server's answer to the request. It is the error of the call. */
  | 'answer'
  /** A failure of the connection. The request is sent on a new socket; after the last attempt, over HTTP. */
  | 'retry'
  /** No WebSocket can be used here. This request and all later ones are sent over HTTP. */
  | 'http'
  /** The WebSocket cannot carry this request. Only this request is sent over HTTP. */
  | 'http_once';

/**
 * The handshake was answered with a status other than 101. A server or proxy that does not know the endpoint answers
 * with nearly any status, so each one that is not listed means `http`. A 401 was repeated with refreshed credentials
 * before. For 429 see `verdictOfRefusal`.
 */
const REFUSED: ReadonlyMap<number, SocketVerdict> = new Map([
  [401, 'answer'],
  ...[408, 409, 425, 500, 502, 503, 504].map((status) => [status, 'retry'] as const),
]);

/** The socket was closed with a close frame. Each code that is not listed means `retry`. */
const CLOSED: ReadonlyMap<number, SocketVerdict> = new Map([
  ...[1002, 1003, 1008, 1010].map((code) => [code, 'http'] as const), // the protocol or the policy forbids the connection
  [1007, 'http_once'],
  [TOO_BIG, 'http_once'],
]);

/** The reasons of stream errors for a connection that ended or was silent. */
const CONNECTION: ReadonlySet<StreamReason> = new Set(['closed', 'truncated', 'connection_lost', 'idle']);

const verdictOfRefusal = (status: number, delay: number | undefined): SocketVerdict => {
  if (status === 429) return delay === undefined ? 'retry' : 'answer';
  return REFUSED.get(status) ?? 'http';
};

// docs/wire.md, section 9.6
// docs/decisions.md: leaving HTTP for a WebSocket and back
/**
 * Judges a failure before the first event of an answer.
 *
 * @param handshakeFailure the error of the last handshake, or undefined if it succeeded. It is separate from `error`,
 *   because a request on an open socket can fail with the same status.
 */
export const socketVerdict = (error: unknown, handshakeFailure: unknown): SocketVerdict => {
  if (!isApiError(error)) return 'answer';
  const response = responseOf(error);
  if (response !== undefined)
    return handshakeFailure === undefined ? 'answer' : verdictOfRefusal(response.status, error.delay);
  const closeCode = closeCodeOf(error);
  if (closeCode !== undefined) return CLOSED.get(closeCode) ?? 'retry';
  if (error.code === SOCKET_VIOLATED) return 'http'; // the next socket would carry the same frames
  if (error.type === 'stream') return CONNECTION.has(error.reason) ? 'retry' : 'answer';
  if (error.type !== 'transport') return 'answer';
  if (error.code === MESSAGE_TOO_LARGE) return 'http_once';
  // A proxy that swallows one handshake swallows the next one too. Without a handshake, the timeout is one of the auth provider.
  if (error.error.type === 'timeout') return handshakeFailure === undefined ? 'answer' : 'http';
  return error.error.type === 'network' && error.error.code !== ABORTED ? 'retry' : 'answer';
};

/** Returns whether the server or a proxy has no WebSocket at this address: it refused the handshake, or swallowed it. */
export const hasNoWebSocket = (handshakeFailure: unknown): boolean =>
  socketVerdict(handshakeFailure, handshakeFailure) === 'http';

/**
 * Returns whether a change to HTTP is expected: the server answered that it has no WebSocket here, or that the request is
 * too large for one. Nothing is broken then.
 */
export const isExpectedSwitch = (error: ApiError, handshakeFailure: unknown): boolean => {
  const verdict = socketVerdict(error, handshakeFailure);
  return verdict === 'http_once' || (verdict === 'http' && responseOf(error) !== undefined);
};
