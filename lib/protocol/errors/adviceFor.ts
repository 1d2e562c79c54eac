import { foldApiError, type ApiError } from './ApiError.js';
import { isQuotaCode } from './failureCodes.js';
import { ABORTED, isLostConnection, isTlsFailure, type TransportError } from './TransportError.js';

const adviceForStatus = (status: number): string => {
  if (status === 401) return 'Check the API key.';
  if (status === 403) return 'Check that the key may use this model and this endpoint.';
  if (status === 404) return 'Check the base URL and the name of the model.';
  if (status < 400) return 'Set the base URL to the address that the server points to.';
  if (status === 413) return 'Send a smaller request.';
  if (status === 429) return 'Wait, then ask again, or ask less often.';
  if (status >= 500) return 'The server has a problem; try again later.';
  return 'Correct the request.';
};

const adviceForTransport = (error: TransportError): string => {
  switch (error.type) {
    case 'http':
      return adviceForStatus(error.status);
    case 'timeout':
      return 'Try again, or allow more time (connectTimeout, streamIdleTimeout).';
    case 'network':
      if (error.code === ABORTED) return 'The caller cancelled the request.';
      if (isLostConnection(error))
        return 'Ask again; if it happens often, look at the network or at a proxy in between.';
      return isTlsFailure(error)
        ? 'The certificate of the server is not trusted: check the base URL and the trusted certificates.'
        : 'Check the base URL, the network and that the server is running.';
    case 'build':
      return 'Nothing was sent: correct the options of the client or the request.';
    case 'retry_limit':
      return 'Try again later.';
  }
};

const adviceForStream = (detail: string): string => {
  if (detail.startsWith('idle timeout')) return 'Ask again, or allow longer silences (streamIdleTimeout).';
  if (detail.startsWith('expected'))
    return 'Check the base URL; a proxy or a sign-in page may have answered in its place.';
  if (detail.includes('longer than'))
    return 'Allow more (maxBufferSize; maxMessageSize of a WebSocket), if you trust the server.';
  return 'Ask again: the answer was cut off.';
};

/**
 * What the person in front of the screen can do about an error, in one sentence. Source: wire.md 11.1, 11.3.
 *
 * @example
 * answer$.subscribe({ next: render, error: (error) => render(adviceFor(error)) });
 */
export const adviceFor: (error: ApiError) => string = foldApiError<string>({
  transport: ({ error, code }) =>
    isQuotaCode(code) ? 'Check the plan and the billing of the account.' : adviceForTransport(error),
  api: ({ status, code }) =>
    isQuotaCode(code) ? 'Check the plan and the billing of the account.' : adviceForStatus(status),
  stream: ({ detail }) => adviceForStream(detail),
  context_window_exceeded: () => 'Shorten or compact the conversation, or start a new one.',
  quota_exceeded: () => 'Check the plan and the billing of the account.',
  usage_not_included: () => 'The plan does not include this: upgrade it, or choose another model.',
  retryable: ({ delay }) => (delay === undefined ? 'Ask again.' : `Ask again in ${Math.ceil(delay / 1000)} s.`),
  rate_limit: () => 'Wait, then ask again.',
  incomplete: () => 'Allow more output tokens, or ask for less.',
  invalid_request: () => 'Correct the request.',
  server_overloaded: () => 'Try again later, or use another model.',
  cyber_policy: () => 'Rephrase the request, or ask for trusted access.',
});
