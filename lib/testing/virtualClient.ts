import { createProvider, type Provider, type ProviderOptions } from '../provider/Provider.js';
import type { HttpTransport } from '../transport/HttpTransport.js';

/** The options that `virtualClient` creates a client with. */
export interface VirtualClientOptions {
  readonly provider: Provider;
  readonly transport: HttpTransport;
  /** Always returns 0.5, so that a test is deterministic. */
  readonly random: () => number;
}

/**
 * Creates a client over a virtual transport, for marble tests of an application. The delays before retries are exactly
 * 10, 20, 40 … ms.
 *
 * @param Client the class of the client: `ResponsesClient`, `ChatClient`, `MessagesClient` or `GeminiClient`.
 * @param provider options of its provider. Default: a provider named `virtual` at `https://virtual.test/v1`.
 *
 * @example
 * const body = cold('  -a-b-(c|)', {
 *   a: bytes(sse(created())),
 *   b: bytes(sse(textDelta('Hi'))),
 *   c: bytes(sse(completed('resp_1'))),
 * });
 * const client = virtualClient(ResponsesClient, virtualTransport(of(response(body))));
 * const text$ = client.streamPrompt('gpt-5.1', 'Say hi').pipe(textOf());
 * expectObservable(text$).toBe('a--b-|', { a: '', b: 'Hi' });
 * expectSubscriptions(body.subscriptions).toBe('^----!');
 */
export const virtualClient = <Client>(
  Client: new (options: VirtualClientOptions) => Client,
  transport: HttpTransport,
  provider: Partial<ProviderOptions> = {},
): Client =>
  new Client({
    provider: createProvider({
      name: 'virtual',
      baseUrl: 'https://virtual.test/v1',
      ...provider,
      retry: { baseDelay: 10, ...provider.retry },
    }),
    transport,
    random: () => 0.5,
  });
