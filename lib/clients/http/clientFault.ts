import { isJsonObject } from '../../protocol/codec/json.js';
import { unknownName } from '../../protocol/unknownName.js';
import { providerShapeFault } from '../../provider/providerShapeFault.js';

const ofProvider = (name: string): readonly [string, string] => [
  name,
  `it is an option of the provider: openai({ ${name} })`,
];

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

const NO_PROVIDER =
  'the client has no provider; write { provider: openai(), auth: bearerAuth(key) }, with the preset of your server';

const kindOf = (value: unknown): string => (value === null ? 'null' : `a ${typeof value}`);

/**
 * Describes what is wrong with the options of a client: plain JavaScript may pass anything. Returns undefined if nothing
 * is. The text has no values, because one may be a key.
 *
 * @param names the names of the options that the client has.
 */
export const clientFault = (options: unknown, names: readonly string[]): string | undefined => {
  const given = isJsonObject(options) ? options : {};
  const { provider, auth, transport } = given;
  if (!isJsonObject(provider)) return NO_PROVIDER;
  const unknown = unknownName(given, { names, instead: INSTEAD });
  if (unknown !== undefined) return `the client has no option ${unknown}`;
  if (auth !== undefined && !(isJsonObject(auth) && typeof auth['bearerToken'] === 'function'))
    return `auth is ${isJsonObject(auth) ? 'an object without bearerToken' : kindOf(auth)}; write auth: bearerAuth(key)`;
  if (transport !== undefined && !isJsonObject(transport))
    return `transport is ${kindOf(transport)}; write the result of a call, such as transport: fetchTransport()`;
  return providerShapeFault(provider);
};
