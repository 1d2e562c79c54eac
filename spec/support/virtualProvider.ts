import { createProvider, type Provider, type ProviderOptions } from '../../lib/provider/Provider.js';

/** A provider that no network reaches. With `random: () => 0.5`, back-offs are exactly 10, 20, 40 … ms. */
export const virtualProvider = (options: Partial<ProviderOptions> = {}): Provider =>
  createProvider({
    name: 'virtual',
    baseUrl: 'https://virtual.test/v1',
    ...options,
    retry: { baseDelay: 10, ...options.retry },
  });
