import { definedMembers } from '../protocol/codec/definedMembers.js';
import { isJsonObject } from '../protocol/codec/json.js';
import { kindOf } from '../protocol/codec/kindOf.js';
import { profiles } from './profiles.js';
import {
  createProvider,
  refusedProvider,
  withDefaults,
  type Undefinable,
  type Provider,
  type ProviderOptions,
} from './Provider.js';

/** Options that all presets accept. */
export type PresetOptions = Undefinable<ProviderOptions>;

/** A variable of the environment that is set to nothing, as in `OPENAI_BASE_URL= node app.js`, is not set. */
const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** Describes options that a preset cannot read: plain JavaScript may pass anything. Returns undefined if it can. */
const presetFault = (given: unknown): string | undefined => {
  if (!isJsonObject(given))
    return `the options of the provider are ${kindOf(given)}; expected an object such as { baseUrl }, or nothing; the key belongs to the client: { provider, auth: bearerAuth(key) }`;
  const name = ['headers', 'queryParams'].find((key) => given[key] !== undefined && !isJsonObject(given[key]));
  return name && `${name} must be an object, got ${kindOf(given[name])}`;
};

/**
 * Creates the provider of a preset: `options` replace its members, and single members of its profile. An empty base URL
 * is the one of the preset.
 *
 * @param given the options as they were passed. Default: `options`.
 * @param fault a fault of the options that only this preset has.
 */
export const preset = (
  defaults: ProviderOptions,
  options: PresetOptions,
  given: unknown = options,
  fault?: string,
): Provider => {
  const refusal = presetFault(given) ?? fault;
  if (refusal !== undefined) return refusedProvider(refusal);
  const { profile, baseUrl, ...others } = options;
  return createProvider({
    ...withDefaults(defaults, { ...others, baseUrl: isBlank(baseUrl) ? undefined : baseUrl }),
    profile:
      profile === undefined || isJsonObject(profile)
        ? { ...defaults.profile, ...definedMembers(profile ?? {}) }
        : profile,
  });
};

/** Options for `openai`. */
export interface OpenAiOptions extends PresetOptions {
  /** The id of the organization of the account, sent as `OpenAI-Organization`. */
  readonly organization?: string | undefined;
  /** The id of the project of the account, sent as `OpenAI-Project`. */
  readonly project?: string | undefined;
  /** The version of the program, sent as `version`. */
  readonly version?: string | undefined;
  /** The name of the program, sent as `originator`. */
  readonly originator?: string | undefined;
}

/** Options for `azure`. */
export interface AzureOptions extends PresetOptions {
  /** The first label of the host of the endpoint. */
  readonly resource: string;
  /** The version of the API, sent as the query parameter `api-version`. */
  readonly apiVersion?: string | undefined;
}

/**
 * Creates the provider for OpenAI, over the Responses API. `organization` and `project` of the account, and `version`
 * and `originator` of the program, are sent as headers.
 *
 * @example
 * new ResponsesClient({ provider: openai({ organization: 'org-1' }), auth: bearerAuth(() => process.env.OPENAI_API_KEY) });
 */
export const openai = (given: OpenAiOptions = {}): Provider => {
  const { organization, project, version, originator, headers, ...options } = { ...given };
  return preset(
    {
      name: 'OpenAI',
      baseUrl: 'https://api.openai.com/v1',
      profile: profiles.openai,
      headers: {
        ...(organization ? { 'OpenAI-Organization': organization } : {}),
        ...(project ? { 'OpenAI-Project': project } : {}),
        ...(version ? { version } : {}),
        ...(originator ? { originator } : {}),
        ...headers,
      },
    },
    options,
    given,
  );
};

const NO_RESOURCE =
  'azure needs the name of the resource, the first label of the host of its endpoint; write azure({ resource })';

/**
 * Creates the provider for Azure OpenAI. `resource` is the first label of the endpoint's host; with other characters than
 * a host name has, requests fail with a `build` error. `apiVersion` is sent as
 * the query parameter `api-version`. Pass the key with `auth` as a bearer token, or as the header `api-key`.
 *
 * @example
 * const provider = azure({ resource: 'my-resource', headers: { 'api-key': process.env.AZURE_API_KEY ?? '' } });
 * const client = new ResponsesClient({ provider });
 */
export const azure = (given: AzureOptions): Provider => {
  const { resource, apiVersion, queryParams, ...options }: AzureOptions = { ...given };
  const isNamed = typeof resource === 'string' && resource !== '';
  return preset(
    {
      name: 'azure',
      baseUrl: `https://${encodeURIComponent(resource)}.openai.azure.com/openai/v1`,
      profile: profiles.azure,
      queryParams: { ...(apiVersion ? { 'api-version': apiVersion } : {}), ...queryParams },
    },
    options,
    given,
    isNamed || !isBlank(options.baseUrl ?? '') ? undefined : NO_RESOURCE,
  );
};

/**
 * Creates the provider for Ollama on this machine, over Chat Completions.
 *
 * @example
 * new ChatClient({ provider: ollama() }).streamPrompt('qwen3', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const ollama = (options: PresetOptions = {}): Provider =>
  preset({ name: 'Ollama', baseUrl: 'http://localhost:11434/v1', wire: 'chat', profile: profiles.ollama }, options);

/**
 * Creates the provider for LM Studio on this machine, over the Responses API.
 *
 * @example
 * new ResponsesClient({ provider: lmStudio() }).streamPrompt('qwen3', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const lmStudio = (options: PresetOptions = {}): Provider =>
  preset({ name: 'LM Studio', baseUrl: 'http://localhost:1234/v1', profile: profiles.lmStudio }, options);

/**
 * Creates the provider for vLLM on this machine, over Chat Completions. Calls of tools need the server's flags
 * `--enable-auto-tool-choice` and `--tool-call-parser`.
 *
 * @example
 * new ChatClient({ provider: vllm({ baseUrl: 'http://gpu.example:8000/v1' }) });
 */
export const vllm = (options: PresetOptions = {}): Provider =>
  preset({ name: 'vLLM', baseUrl: 'http://localhost:8000/v1', wire: 'chat', profile: profiles.vllm }, options);

/**
 * Creates the provider for the server of llama.cpp on this machine, over Chat Completions. Calls of tools need the
 * server's flag `--jinja`.
 *
 * @example
 * new ChatClient({ provider: llamaCpp({ profile: { reasoningSpan: 'all' } }) });
 */
export const llamaCpp = (options: PresetOptions = {}): Provider =>
  preset({ name: 'llama.cpp', baseUrl: 'http://localhost:8080/v1', wire: 'chat', profile: profiles.llamaCpp }, options);
