import { isJsonObject } from '../protocol/codec/json.js';
import { unknownName } from '../protocol/unknownName.js';
import type { Provider } from './Provider.js';
import { defaultRetryConfig } from './RetryConfig.js';

const MEMBERS = {
  name: true,
  baseUrl: true,
  wire: true,
  headers: true,
  queryParams: true,
  retry: true,
  streamIdleTimeout: true,
  connectTimeout: true,
  countComments: true,
  maxBufferSize: true,
  maxAnswerSize: true,
  maxItems: true,
  sessionHeaders: true,
  profile: true,
} as const satisfies Readonly<Record<keyof Provider, true>>;

const KEY = 'the key belongs to the client: { provider, auth: bearerAuth(key) }';

const PROVIDER = {
  names: Object.keys(MEMBERS),
  instead: new Map([
    // The members of a string are its characters: openai('sk-…').
    ['0', `the options must be an object such as { baseUrl }; ${KEY}`],
    ['apiKey', KEY],
    ['auth', KEY],
    ['url', 'rename url to baseUrl'],
    ['endpoint', 'rename endpoint to baseUrl'],
    ['defaultHeaders', 'rename defaultHeaders to headers'],
    ['defaultQuery', 'rename defaultQuery to queryParams'],
    ['maxRetries', 'write retry: { maxAttempts }'],
    ['timeout', 'write connectTimeout or streamIdleTimeout'],
    ['transport', 'the transport belongs to the client: { provider, transport }'],
  ]),
};

const RETRY = {
  names: Object.keys(defaultRetryConfig),
  instead: new Map([
    ['attempts', 'rename attempts to maxAttempts'],
    ['maxRetries', 'rename maxRetries to maxAttempts'],
  ]),
};

/** Describes the first member of a provider that is missing or unknown. Returns undefined if there is none. */
export const providerShapeFault = (provider: Readonly<Record<string, unknown>>): string | undefined => {
  const unknown = unknownName(provider, PROVIDER);
  if (unknown !== undefined) return `a provider has no option ${unknown}`;
  for (const name of ['name', 'baseUrl'])
    if (typeof provider[name] !== 'string')
      return `the provider has no ${name}; write createProvider({ name, baseUrl }), with two strings`;
  const { retry } = provider;
  if (!isJsonObject(retry)) return 'the provider has no retry policy; create it with createProvider or a preset';
  const unknownRetry = unknownName(retry, RETRY);
  return unknownRetry === undefined ? undefined : `retry has no option ${unknownRetry}`;
};
