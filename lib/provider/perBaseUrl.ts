import { perProvider } from './perProvider.js';
import type { Provider } from './Provider.js';
import { isRelative } from './resolveUrl.js';

/**
 * Makes a function that computes a property of a provider from its base URL, once for each provider. With a relative
 * base URL it computes it again each time, because a page may change its address.
 */
export const perBaseUrl = <K extends Pick<Provider, 'baseUrl'>, V>(
  compute: (provider: K) => V,
): ((provider: K) => V) => {
  const computeOnce = perProvider(compute);
  return (provider) => (isRelative(provider.baseUrl) ? compute(provider) : computeOnce(provider));
};
