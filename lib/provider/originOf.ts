import { perBaseUrl } from './perBaseUrl.js';
import type { Provider } from './Provider.js';
import { resolveUrl } from './resolveUrl.js';

/**
 * The name by which items remember the provider that gave them: its name and its host, as two providers may have the
 * same name. The state of one API is of no use to another API of the same server, so the API is part of the name.
 */
export const originOf = perBaseUrl(({ name, baseUrl, wire }: Pick<Provider, 'name' | 'baseUrl' | 'wire'>): string => {
  const host = resolveUrl(baseUrl)?.host;
  const origin = host === undefined ? name : `${name}@${host}`;
  return wire === 'responses' ? origin : `${origin}/${wire}`;
});
