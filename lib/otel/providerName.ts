import { isAzureEndpoint } from '../provider/azureEndpoint.js';
import type { CallReport } from '../telemetry/Telemetry.js';
import { PROVIDER } from './attributes.js';

/** The providers by host. Subdomains match too. */
const HOSTS: readonly (readonly [string, string])[] = [
  ['api.openai.com', PROVIDER.openai],
  ['api.anthropic.com', PROVIDER.anthropic],
  ['api.cohere.com', PROVIDER.cohere],
  ['api.cohere.ai', PROVIDER.cohere],
  ['api.deepseek.com', PROVIDER.deepseek],
  ['api.groq.com', PROVIDER.groq],
  ['api.mistral.ai', PROVIDER.mistral],
  ['api.moonshot.ai', PROVIDER.moonshot],
  ['api.moonshot.cn', PROVIDER.moonshot],
  ['api.perplexity.ai', PROVIDER.perplexity],
  ['api.x.ai', PROVIDER.xai],
  ['generativelanguage.googleapis.com', PROVIDER.gemini],
  ['aiplatform.googleapis.com', PROVIDER.vertex],
  ['ml.cloud.ibm.com', PROVIDER.watsonx],
];

// bedrock-runtime.us-east-1.amazonaws.com, us-central1-aiplatform.googleapis.com
const REGIONAL: readonly (readonly [RegExp, string])[] = [
  [/^bedrock[\w-]*\..*\bamazonaws\.com$/, PROVIDER.bedrock],
  [/-aiplatform\.googleapis\.com$/, PROVIDER.vertex],
];

const WELL_KNOWN: readonly string[] = Object.values(PROVIDER);

const ofHost = (host: string): string | undefined =>
  HOSTS.find(([known]) => host === known || host.endsWith(`.${known}`))?.[1] ??
  REGIONAL.find(([pattern]) => pattern.test(host))?.[1];

/**
 * Returns `gen_ai.provider.name`. It is derived from the host of the base URL if the host is known. Otherwise it is the
 * well-known value that equals the provider's name, ignoring case (a proxy named `OpenAI` is `openai`), or the name
 * itself.
 */
export const providerName = ({ provider, baseUrl }: Pick<CallReport, 'provider' | 'baseUrl'>): string => {
  if (isAzureEndpoint({ name: provider, baseUrl })) return PROVIDER.azureOpenai;
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  const name = provider.toLowerCase();
  return ofHost(host) ?? WELL_KNOWN.find((known) => known === name) ?? provider;
};
