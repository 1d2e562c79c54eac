import type { ApiErrorData } from './apiErrorData.js';
import type { Reported } from './ApiErrorKind.js';
import { isQuotaCode } from './meaning/failureCodes.js';
import { foldApiError } from './foldApiError.js';
import type { StreamReason } from './StreamReason.js';
import {
  ABORTED,
  CORS_REFUSED,
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
const DOUBLED = /\/(responses|chat\/completions|messages)\/(responses(\/compact)?|chat\/completions|models|messages)$/;

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
  if (status === 429) return 'Wait, then try again, or send fewer requests.';
  return status >= 500 ? LATER : CORRECT;
};

const adviceForNetwork = (error: Extract<TransportError, { type: 'network' }>): string => {
  if (error.code === ABORTED) return 'The caller cancelled the request.';
  if (error.code === NOT_TLS)
    return 'The port does not use TLS: begin the base URL with http://, or use the port that serves https.';
  if (error.code === CORS_REFUSED)
    return 'This is probably CORS: the server does not allow this page to read its answers. Send the request through a server of your own (codex-rx/relay), or let the server allow the origin of the page. If it does, check the network and the base URL.';
  if (error.code === FETCH_REFUSED)
    return 'Check the network and the base URL; in a browser, also that the server allows this page by CORS.';
  if (isLostConnection(error)) return 'Try again; if it happens often, check the network and any proxy.';
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

const CUT_OFF = 'Try again: the answer was cut off.';
const ADVICE_FOR_STREAM: Readonly<Record<StreamReason, string>> = {
  idle: 'Try again, or allow longer silences (streamIdleTimeout).',
  truncated: CUT_OFF,
  connection_lost: 'Try again: the connection was lost. If it happens often, check the network and any proxy.',
  closed: CUT_OFF,
  closed_by_caller: 'The program closed the connection: use a new client.',
  too_large:
    'Raise the limit that the message names (maxBufferSize, maxAnswerSize, maxItems, maxMessageSize, maxLength) if you trust the server.',
  not_event_stream: 'Check the base URL; a proxy or a sign-in page may have answered in its place.',
  not_json: 'Check the base URL; a proxy or a sign-in page may have answered in its place.',
  malformed: 'Try again; if it happens often, report it to the provider.',
  undecodable: 'Check that the server implements this API, and that the schema matches the answer.',
  refused: 'Rephrase the request: the model refused it.',
  no_value: 'Try again: the stream completed without a value.',
  already_read: 'Read the body once, or share it.',
  cancelled: 'Try again if the answer is still wanted: the response was cancelled at the server.',
  unexplained: 'Try again; the server gave no reason.',
  turn_failed: 'See the detail: the agent reported why its turn failed.',
  process_ended: 'See the detail: it has the last lines that the program wrote.',
  exception: 'See the cause of the error: an exception ended the stream.',
};

const inSeconds = (start: string, delay: number | undefined): string =>
  delay === undefined ? `${start}.` : `${start} in ${Math.ceil(delay / 1000)} s.`;

const developerAdviceFor = foldApiError<string>({
  transport: ({ error, code }) => (isQuotaCode(code) ? BILLING : adviceForTransport(error)),
  api: ({ status, code }) => (isQuotaCode(code) ? BILLING : adviceForStatus(status)),
  stream: ({ reason }) => ADVICE_FOR_STREAM[reason],
  file: () => 'Check the path, the permissions and the content of the file.',
  unauthorized: () => 'Check the API key.',
  not_found: adviceForMissing,
  context_window_exceeded: () => 'Shorten or compact the conversation, or start a new one.',
  quota_exceeded: () => BILLING,
  usage_not_included: () => 'The plan does not include this: upgrade it, or choose another model.',
  retryable: ({ delay }) => inSeconds('Try again', delay),
  rate_limit: ({ delay, retryable }) =>
    retryable === false
      ? 'This request alone is over the limit: shorten it, or lower max_output_tokens.'
      : inSeconds('Wait, then try again', delay),
  incomplete: () => 'Allow more output tokens, or request a shorter answer.',
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
