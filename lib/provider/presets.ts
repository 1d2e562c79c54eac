import { definedMembers } from '../protocol/codec/definedMembers.js';
import { profiles } from './profiles.js';
import { createProvider, withDefaults, type Undefinable, type Provider, type ProviderOptions } from './Provider.js';

/** Options that all presets accept. */
export type PresetOptions = Undefinable<ProviderOptions>;

/** A variable of the environment that is set to nothing, as in `OPENAI_BASE_URL= node app.js`, is not set. */
const givenUrl = (baseUrl: string | undefined): string | undefined => (baseUrl?.trim() === '' ? undefined : baseUrl);

/**
 * Creates the provider of a preset: `options` replace its members, and single members of its profile. An empty base URL
 * is the one of the preset.
 */
export const preset = (defaults: ProviderOptions, { profile, baseUrl, ...options }: PresetOptions): Provider =>
  createProvider({
    ...withDefaults(defaults, { ...options, baseUrl: givenUrl(baseUrl) }),
    profile: { ...defaults.profile, ...definedMembers(profile ?? {}) },
  });

/**
 * Creates the provider for OpenAI, over the Responses API. `organization` and `project` of the account, and `version`
 * and `originator` of the program, are sent as headers.
 *
 * @example
 * new ResponsesClient({ provider: openai({ organization: 'org-1' }), auth: bearerAuth(() => process.env.OPENAI_API_KEY) });
 */
export const openai = ({
  organization,
  project,
  version,
  originator,
  headers,
  ...options
}: PresetOptions & {
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
  readonly version?: string | undefined;
  readonly originator?: string | undefined;
} = {}): Provider =>
  preset(
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
  );

/**
 * Creates the provider for Azure OpenAI. `resource` is the first label of the endpoint's host; with other characters than
 * a host name has, requests fail with a `build` error. `apiVersion` is sent as
 * the query parameter `api-version`. Pass the key with `auth` as a bearer token, or as the header `api-key`.
 *
 * @example
 * const provider = azure({ resource: 'my-resource', headers: { 'api-key': process.env.AZURE_API_KEY ?? '' } });
 * const client = new ResponsesClient({ provider });
 */
export const azure = ({
  resource,
  apiVersion,
  queryParams,
  ...options
}: PresetOptions & { readonly resource: string; readonly apiVersion?: string | undefined }): Provider =>
  preset(
    {
      name: 'azure',
      baseUrl: `https://${encodeURIComponent(resource)}.openai.azure.com/openai/v1`,
      profile: profiles.azure,
      queryParams: { ...(apiVersion ? { 'api-version': apiVersion } : {}), ...queryParams },
    },
    options,
  );

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
