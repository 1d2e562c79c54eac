import { isJsonObject } from '../../protocol/codec/json.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { unknownName } from '../../protocol/unknownName.js';
import { providerShapeFault } from '../../provider/providerShapeFault.js';

const ofProvider = (name: string): readonly [string, string] => [
  name,
  `it is an option of the provider: openai({ ${name} })`,
];

/** The right names for those that other libraries have. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['apiKey', 'write auth: bearerAuth(key)'],
  ['key', 'write auth: bearerAuth(key)'],
  ['token', 'write auth: bearerAuth(key)'],
  ['baseURL', 'it is an option of the provider: openai({ baseUrl })'],
  ...['baseUrl', 'headers', 'queryParams', 'retry', 'streamIdleTimeout', 'connectTimeout'].map(ofProvider),
  ['maxRetries', 'it is an option of the provider: openai({ retry: { maxAttempts } })'],
  ['timeout', 'it is an option of the provider: openai({ connectTimeout, streamIdleTimeout })'],
  ['fetch', 'write transport: fetchTransport({ fetch })'],
  ['model', 'it is the first argument of a request: streamPrompt(model, prompt)'],
]);

/** The options that are objects: the methods that they must have, and an example. */
const OBJECTS: Readonly<Record<string, { readonly methods: readonly string[]; readonly example: string }>> = {
  auth: { methods: ['bearerToken'], example: 'bearerAuth(key)' },
  transport: { methods: ['stream'], example: 'fetchTransport()' },
  telemetry: { methods: [], example: '{ onRetry: (report) => console.warn(report) }' },
  logger: { methods: ['debug', 'info', 'warn', 'error'], example: 'console' },
  retryBudget: { methods: ['recordFailure', 'recordSuccess'], example: 'retryBudget()' },
  scheduler: { methods: ['schedule', 'now'], example: 'asyncScheduler' },
};

/** Describes an option of a client that is not what it must be. Returns undefined if it is, or if it is absent. */
export const optionFault = (name: string, value: unknown): string | undefined => {
  const known = OBJECTS[name];
  if (value === undefined || known === undefined) return undefined;
  const { methods, example } = known;
  if (!isJsonObject(value)) return `${name} is ${kindOf(value)}; write ${name}: ${example}`;
  const missing = methods.find((method) => typeof value[method] !== 'function');
  return missing && `${name} is an object without ${missing}; write ${name}: ${example}`;
};

/** The client, or the part of it, that has options. */
export interface Owner {
  /** Its name in the text. */
  readonly name: string;
  /** The names of all its options. */
  readonly names: readonly string[];
  /** The beginning of a text that names an option instead of the owner. Default: none. */
  readonly prefix?: string;
}

/**
 * Describes what is wrong with the options of a client: plain JavaScript may pass anything. Returns undefined if nothing
 * is. The text has no values, because one may be a key.
 */
export const clientFault = (options: unknown, { name: owner, names, prefix = '' }: Owner): string | undefined => {
  const given = isJsonObject(options) ? options : {};
  const { provider, random } = given;
  if (!isJsonObject(provider))
    return `${owner} has no provider; write { provider: openai(), auth: bearerAuth(key) }, with the preset of your server`;
  const unknown = unknownName(given, { names, instead: INSTEAD });
  if (unknown !== undefined) return `${owner} has no option ${unknown}`;
  const faults = Object.entries(given).map(([name, value]) => optionFault(name, value));
  if (random !== undefined && typeof random !== 'function')
    faults.push(`random is ${kindOf(random)}; write random: Math.random`);
  const fault = faults.find((found) => found !== undefined) ?? providerShapeFault(provider);
  return fault && `${prefix}${fault}`;
};
