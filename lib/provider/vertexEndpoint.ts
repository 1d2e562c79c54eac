import type { Provider } from './Provider.js';

/** Returns true for the hosts of Vertex AI, whose form of the Gemini API has no ids of calls. */
export const isVertexEndpoint = ({ baseUrl }: Pick<Provider, 'baseUrl'>): boolean =>
  URL.canParse(baseUrl) && /(^|[.-])aiplatform\.googleapis\.com$/.test(new URL(baseUrl).hostname);
