import type { Provider } from './Provider.js';

// docs/wire.md, section 1.6
const MARKERS = [
  'openai.azure.',
  'cognitiveservices.azure.',
  'aoai.azure.',
  'azure-api.',
  'azurefd.',
  'windows.net/openai',
];

/**
 * Returns true for a provider that is Azure, by its name or by a marker anywhere in its base URL.
 *
 * @example
 * isAzureEndpoint({ name: 'mine', baseUrl: 'https://mine.openai.azure.com/openai' }); // true
 */
export const isAzureEndpoint = ({ name, baseUrl }: Pick<Provider, 'name' | 'baseUrl'>): boolean =>
  name.toLowerCase() === 'azure' || MARKERS.some((marker) => baseUrl.toLowerCase().includes(marker));
