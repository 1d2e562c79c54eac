import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { ScriptedServer, type ScriptedServerOptions } from '../../lib/server/ScriptedServer.js';

/** A scripted server per test, closed after it; it answers as fast as it can. */
export const useServer = (options: ScriptedServerOptions = { script: {} }): { readonly server: ScriptedServer } => {
  const using = { server: new ScriptedServer(options) };
  beforeEach(async () => {
    using.server = await new ScriptedServer(options).listen();
  });
  afterEach(() => using.server.close());
  return using;
};

/** A client of a scripted server, with short back-offs. */
export const clientOf = (
  { baseUrl }: ScriptedServer,
  provider: Partial<ProviderOptions> = {},
  options: Partial<ClientOptions> = {},
): ResponsesClient =>
  new ResponsesClient({
    provider: createProvider({ name: 'scripted', baseUrl, ...provider, retry: { baseDelay: 1, ...provider.retry } }),
    ...options,
  });
