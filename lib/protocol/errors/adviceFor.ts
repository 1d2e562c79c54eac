import type { ApiErrorData } from './apiErrorData.js';
import type { Reported } from './ApiErrorKind.js';
import { isQuotaCode } from './failureCodes.js';
import { foldApiError } from './foldApiError.js';
import type { StreamReason } from './StreamReason.js';
import {
  ABORTED,
  FETCH_REFUSED,
  isLostConnection,
  isTlsFailure,
  NOT_TLS,
  type TransportError,
} from './TransportError.js';
import { userAdviceFor } from './userAdviceFor.js';

/** The reader of the advice. */
export interface AdviceOptions {
  /**
   * With `developer`, the advice names options and addresses. With `user`, it addresses the user of the application.
   * Default: `developer`.
   */
  readonly for?: 'user' | 'developer' | undefined;
}

const BILLING = 'Check the plan and the billing of the account.';
const CORRECT = 'Correct the request.';
const LATER = 'The server has a problem; try again later.';

// Clients append the name of the endpoint to the base URL.
const DOUBLED = /\/(responses|chat\/completions)\/(responses(\/compact)?|chat\/completions|models)$/;

/** Returns the endpoint at the end of a base URL, where it must not be. */
const endpointInBase = (url: string): string | undefined =>
  DOUBLED.exec(URL.canParse(url) ? new URL(url).pathname : url)?.[1];

const adviceForMissing = ({ error }: Pick<Reported, 'error'>): string => {
  const endpoint = error && endpointInBase(error.url);
  return endpoint === undefined
    ? 'Check the base URL and the name of the model.'
    : `The base URL ends in /${endpoint}: leave that out, the client appends it.`;
};

const adviceForStatus = (status: number, reported: Pick<Reported, 'error'> = {}): string => {
  if (status === 401) return 'Check the API key.';
  if (status === 403) return 'Check that the key may use this model and this endpoint.';
  if (status === 404 || status === 405) return adviceForMissing(reported);
  if (status < 400) return 'Set the base URL to the address that the server points to.';
  if (status === 413) return 'Send a smaller request.';
  if (status === 429) return 'Wait, then ask again, or ask less often.';
  return status >= 500 ? LATER : CORRECT;
};

const adviceForNetwork = (error: Extract<TransportError, { type: 'network' }>): string => {
  if (error.code === ABORTED) return 'The caller cancelled the request.';
  if (error.code === NOT_TLS)
    return 'The port does not speak TLS: begin the base URL with http://, or use the port that serves https.';
  if (error.code === FETCH_REFUSED)
    return 'Check the network and the base URL; in a browser, also that the server allows this page by CORS.';
  if (isLostConnection(error)) return 'Ask again; if it happens often, look at the network or at a proxy in between.';
  return isTlsFailure(error)
    ? 'The certificate of the server is not trusted: check the base URL and the trusted certificates.'
    : 'Check the base URL, the network and that the server is running.';
};

const adviceForTransport = (error: TransportError): string => {
  switch (error.type) {
    case 'http':
      return adviceForStatus(error.status, { error });
    case 'timeout':
      return 'Try again, or allow more time (connectTimeout, streamIdleTimeout).';
    case 'network':
      return adviceForNetwork(error);
    case 'build':
      return 'Nothing was sent: correct the options of the client or the request.';
  }
};

const CUT_OFF = 'Ask again: the answer was cut off.';
const ADVICE_FOR_STREAM: Readonly<Record<StreamReason, string>> = {
  idle: 'Ask again, or allow longer silences (streamIdleTimeout).',
  truncated: CUT_OFF,
  connection_lost:
    'Ask again: the connection was lost. If it happens often, look at the network or at a proxy in between.',
  closed: CUT_OFF,
  closed_by_caller: 'The program closed the connection: use a new client.',
  too_large: 'Allow more (maxBufferSize; maxMessageSize of a WebSocket; maxLength), if you trust the server.',
  not_event_stream: 'Check the base URL; a proxy or a sign-in page may have answered in its place.',
  not_json: 'Check the base URL; a proxy or a sign-in page may have answered in its place.',
  malformed: 'Ask again; if it happens often, report it to the provider.',
  undecodable: 'Check that the server speaks this API, and that the schema fits the answer.',
  refused: 'Rephrase the request: the model refused it.',
  no_value: 'Ask again: there was no answer.',
  already_read: 'Read the body once, or share it.',
  unexplained: 'Ask again; the server gave no reason.',
  turn_failed: 'Read the detail: the agent reported why its turn failed.',
  process_ended: 'Read the detail: the last lines of the program are there.',
  exception: 'Look at the cause: an exception ended the stream.',
};

const inSeconds = (start: string, delay: number | undefined): string =>
  delay === undefined ? `${start}.` : `${start} in ${Math.ceil(delay / 1000)} s.`;

const developerAdviceFor = foldApiError<string>({
  transport: ({ error, code }) => (isQuotaCode(code) ? BILLING : adviceForTransport(error)),
  api: ({ status, code }) => (isQuotaCode(code) ? BILLING : adviceForStatus(status)),
  stream: ({ reason }) => ADVICE_FOR_STREAM[reason],
  file: () => 'Check the path, the rights of the file, and what is in it.',
  unauthorized: () => 'Check the API key.',
  not_found: adviceForMissing,
  context_window_exceeded: () => 'Shorten or compact the conversation, or start a new one.',
  quota_exceeded: () => BILLING,
  usage_not_included: () => 'The plan does not include this: upgrade it, or choose another model.',
  retryable: ({ delay }) => inSeconds('Ask again', delay),
  rate_limit: ({ delay, retryable }) =>
    retryable === false
      ? 'This request alone is over the limit: shorten it, or lower the most tokens of the answer.'
      : inSeconds('Wait, then ask again', delay),
  incomplete: () => 'Allow more output tokens, or ask for less.',
  invalid_request: () => CORRECT,
  server_overloaded: () => 'Try again later, or use another model.',
  cyber_policy: () => 'Rephrase the request, or ask for trusted access.',
});

/**
 * Returns advice about an error, in a sentence or two. By default it is for the developer; with `{ for: 'user' }` it is
 * for the user of the application.
 *
 * @example
 * answer$.subscribe({ next: render, error: (error) => render(adviceFor(error, { for: 'user' })) });
 */
export const adviceFor = (error: ApiErrorData, { for: reader = 'developer' }: AdviceOptions = {}): string =>
  reader === 'user' ? userAdviceFor(error) : developerAdviceFor(error);
