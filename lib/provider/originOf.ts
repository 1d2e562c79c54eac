import { perProvider } from './perProvider.js';
import type { Provider } from './Provider.js';

/**
 * The name by which items remember the provider that gave them: its name and its host, as two providers may have the
 * same name.
 */
export const originOf = perProvider(({ name, baseUrl }: Pick<Provider, 'name' | 'baseUrl'>): string =>
  URL.canParse(baseUrl) ? `${name}@${new URL(baseUrl).host}` : name,
);
