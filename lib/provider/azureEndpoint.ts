import type { Provider } from './Provider.js';

const MARKERS = [
  'openai.azure.',
  'cognitiveservices.azure.',
  'aoai.azure.',
  'azure-api.',
  'azurefd.',
  'windows.net/openai',
];

/** True when a provider is Azure, by its name or by a marker anywhere in its base URL. Source: wire.md 1.6. */
export const isAzureEndpoint = ({ name, baseUrl }: Pick<Provider, 'name' | 'baseUrl'>): boolean =>
  name.toLowerCase() === 'azure' || MARKERS.some((marker) => baseUrl.toLowerCase().includes(marker));
