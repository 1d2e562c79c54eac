import type { Provider } from './Provider.js';
import { resolveUrl } from './resolveUrl.js';

/**
 * The name by which items remember the provider that gave them: its name and its host, as two providers may have the
 * same name.
 */
export const originOf = ({ name, baseUrl }: Pick<Provider, 'name' | 'baseUrl'>): string => {
  const host = resolveUrl(baseUrl)?.host;
  return host === undefined ? name : `${name}@${host}`;
};
