import { RoutedClient } from '../../clients/RoutedClient.js';
import type { ClientOptions } from '../../clients/http/EndpointSession.js';
import { nodeTransport } from '../../node/nodeTransport.js';
import { recordingTransport } from '../../node/recording/recordingTransport.js';
import { apiKeyAuth, bearerAuth, noAuth, type AuthProvider } from '../../provider/AuthProvider.js';
import { openai } from '../../provider/presets.js';
import type { Provider } from '../../provider/Provider.js';
import type { Telemetry } from '../../telemetry/Telemetry.js';
import type { Target } from '../arguments/options.js';
import { PROVIDERS } from '../arguments/providers.js';
import type { Terminal } from '../terminal/Terminal.js';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const noteRetries = (terminal: Terminal): Telemetry => {
  let last = '';
  return {
    onRetry: ({ retry, delay, error }) => {
      const isRepeated = retry > 1 && error.message === last;
      last = error.message;
      terminal.note(`retry ${retry} in ${seconds(delay)}${isRepeated ? '' : `: ${last}`}`);
    },
  };
};

/**
 * Creates the provider that a command line names.
 *
 * @param baseUrl the base URL. Default: the provider's own.
 */
export const providerOf = (
  { provider, wire, organization, project, idleTimeout, retries }: Target,
  baseUrl: string | undefined,
): Provider => {
  const options = { baseUrl, wire, streamIdleTimeout: idleTimeout, retry: { maxAttempts: retries } };
  const known = provider === undefined ? undefined : PROVIDERS[provider];
  if (known !== undefined) return known.create(options);
  return openai({ name: baseUrl === undefined ? undefined : 'custom', organization, project, ...options });
};

/** Creates the credentials: in the header that the provider wants. */
export const authOf = ({ provider, apiKey }: Target): AuthProvider => {
  if (apiKey === undefined) return noAuth;
  const header = provider === undefined ? undefined : PROVIDERS[provider]?.header;
  return header === undefined ? bearerAuth(apiKey) : apiKeyAuth(header, apiKey);
};

/** Options of every client of the command line. */
export const clientOptions = (target: Target, provider: Provider, terminal: Terminal): ClientOptions => ({
  provider,
  auth: authOf(target),
  telemetry: noteRetries(terminal),
  ...(target.record === undefined
    ? {}
    : {
        transport: recordingTransport(target.record, nodeTransport(), {
          onError: (error) => {
            terminal.note(`codex-rx: the recording is not complete: ${error.message}`);
            terminal.recordingFailed();
          },
        }),
      }),
});

/** Creates the client of a command line. */
export const createClient = (target: Target, provider: Provider, terminal: Terminal): RoutedClient =>
  new RoutedClient(clientOptions(target, provider, terminal));
