import { ResponsesClient } from '../clients/ResponsesClient.js';
import type { ClientOptions } from '../clients/http/EndpointSession.js';
import { createProvider, type ProviderOptions } from '../provider/Provider.js';
import type { HttpTransport } from '../transport/HttpTransport.js';

/** Options for `virtualClient`: those of a client, and those of its provider. */
export interface VirtualClientOptions extends Partial<Omit<ClientOptions, 'provider' | 'transport'>> {
  /** Options of the provider. Default: a provider named `virtual` at `https://virtual.test/v1`. */
  readonly provider?: Partial<ProviderOptions> | undefined;
}

/**
 * Creates a client over a virtual transport, for marble tests of an application. There is no chance in it: the delays
 * before retries are exactly 10, 20, 40 … ms.
 *
 * @example
 * const body = cold('  -a-b-(c|)', {
 *   a: bytes(sse(created())),
 *   b: bytes(sse(textDelta('Hi'))),
 *   c: bytes(sse(completed('resp_1'))),
 * });
 * const client = virtualClient(virtualTransport(of(response(body))));
 * const text$ = client.streamPrompt('gpt-5.1', 'Say hi').pipe(textOf());
 * expectObservable(text$).toBe('a--b-|', { a: '', b: 'Hi' });
 * expectSubscriptions(body.subscriptions).toBe('^----!');
 */
export const virtualClient = (
  transport: HttpTransport,
  { provider = {}, ...options }: VirtualClientOptions = {},
): ResponsesClient =>
  new ResponsesClient({
    random: () => 0.5,
    ...options,
    provider: createProvider({
      name: 'virtual',
      baseUrl: 'https://virtual.test/v1',
      ...provider,
      retry: { baseDelay: 10, ...provider.retry },
    }),
    transport,
  });
