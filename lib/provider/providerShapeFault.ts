import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { kindOf } from '../protocol/codec/kindOf.js';
import { unknownName } from '../protocol/unknownName.js';
import { profileFault } from './profileFault.js';
import type { Provider, WireApi } from './Provider.js';
import { defaultRetryConfig } from './RetryConfig.js';

/** The kinds of the members. The values of numbers are checked by `providerFault`. */
const LIKE = {
  name: '',
  baseUrl: '',
  wire: '',
  headers: {},
  queryParams: {},
  retry: {},
  streamIdleTimeout: 0,
  connectTimeout: 0,
  countComments: false,
  maxBufferSize: 0,
  maxAnswerSize: 0,
  maxItems: 0,
  sessionHeaders: [],
  profile: {},
} as const satisfies Readonly<Record<keyof Provider, unknown>>;

const KEY = 'the key belongs to the client: { provider, auth: bearerAuth(key) }';

const PROVIDER = {
  names: Object.keys(LIKE),
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

const kindFault = (given: JsonObject, like: object, prefix = ''): string | undefined => {
  const members: readonly (readonly [string, unknown])[] = Object.entries(like);
  const wrong = members.find(([name, example]) => kindOf(given[name]) !== kindOf(example));
  if (wrong === undefined) return undefined;
  const [name, example] = wrong;
  return `${prefix}${name} must be ${kindOf(example)}, got ${kindOf(given[name])}`;
};

const WIRES: readonly unknown[] = ['responses', 'chat', 'messages', 'gemini'] satisfies readonly WireApi[];

/** Describes the first member of a provider that is missing, unknown or of a wrong kind. Returns undefined if there is none. */
export const providerShapeFault = (provider: JsonObject): string | undefined => {
  const unknown = unknownName(provider, PROVIDER);
  if (unknown !== undefined) return `a provider has no option ${unknown}`;
  for (const name of ['name', 'baseUrl'])
    if (typeof provider[name] !== 'string')
      return `the provider has no ${name}; write createProvider({ name, baseUrl }), with two strings`;
  const { retry, profile, queryParams, wire } = provider;
  if (!WIRES.includes(wire)) return `wire must be one of ${WIRES.join(', ')}`;
  const wrong = kindFault(provider, LIKE);
  if (wrong !== undefined || !isJsonObject(retry) || !isJsonObject(profile) || !isJsonObject(queryParams)) return wrong;
  const unknownRetry = unknownName(retry, RETRY);
  if (unknownRetry !== undefined) return `retry has no option ${unknownRetry}`;
  const param = Object.keys(queryParams).find((name) => typeof queryParams[name] !== 'string');
  if (param !== undefined) return `the query parameter ${param} must be a string, got ${kindOf(queryParams[param])}`;
  return kindFault(retry, defaultRetryConfig, 'retry.') ?? profileFault(profile);
};
