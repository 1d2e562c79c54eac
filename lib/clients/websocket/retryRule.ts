import { isApiError } from '../../protocol/errors/ApiError.js';
import { isWorthARetry } from '../../provider/retryDelay.js';
import type { ConnectionManager } from './ConnectionManager.js';
import type { SocketSession } from './SocketSession.js';
import { socketVerdict } from './socketVerdict.js';

/**
 * Creates the function that decides for one call whether a failure before its first event is retried. Answers of the
 * server are retried as over HTTP. Failures of the connection are retried on a new socket: `attempts` sockets are tried
 * where HTTP can be used instead, otherwise as many as the provider's `retry` allows.
 */
export const retryRule = (
  { provider: { retry }, attempts }: Pick<SocketSession, 'provider' | 'attempts'>,
  connections: Pick<ConnectionManager, 'handshakeFailure'>,
): ((error: unknown) => boolean) => {
  let failures = 0;
  return (error) => {
    if (!isApiError(error)) return false;
    const verdict = socketVerdict(error, connections.handshakeFailure);
    if (verdict === 'answer' || (attempts === undefined && verdict !== 'retry')) return isWorthARetry(error, retry);
    failures++;
    // `isWorthARetry` accepts no stream error, because most of them end an answer that has begun.
    const isAllowed = isWorthARetry(error, retry) || (error.type === 'stream' && retry.retryTransport);
    return verdict === 'retry' && isAllowed && (attempts === undefined || failures < attempts);
  };
};
