import { profiles } from './profiles.js';
import { preset, type PresetOptions } from './presets.js';
import type { Provider } from './Provider.js';

/**
 * Creates the provider for OpenRouter, over Chat Completions. Pass the key with `auth` as a bearer token. Its attribution headers are `HTTP-Referer` and `X-Title`.
 *
 * @example
 * new ChatClient({ provider: openRouter(), auth: bearerAuth(() => process.env.OPENROUTER_API_KEY) });
 */
export const openRouter = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', wire: 'chat', profile: profiles.openRouter },
    options,
  );

/**
 * Creates the provider for Gemini over Chat Completions: its compatible endpoint. Pass the key with `auth` as a bearer
 * token. The preset for `GeminiClient` is `gemini`.
 *
 * @example
 * new ChatClient({ provider: geminiCompat(), auth: bearerAuth(() => process.env.GEMINI_API_KEY) });
 */
export const geminiCompat = (options: PresetOptions = {}): Provider =>
  preset(
    {
      name: 'Gemini',
      baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
      wire: 'chat',
      profile: profiles.gemini,
    },
    options,
  );

/**
 * Creates the provider for DeepSeek, over Chat Completions. Pass the key with `auth` as a bearer token. Reasoning is sent back with every message of the assistant, as DeepSeek V4 requires.
 *
 * @example
 * new ChatClient({ provider: deepSeek(), auth: bearerAuth(() => process.env.DEEPSEEK_API_KEY) });
 */
export const deepSeek = (options: PresetOptions = {}): Provider =>
  preset({ name: 'DeepSeek', baseUrl: 'https://api.deepseek.com', wire: 'chat', profile: profiles.deepSeek }, options);

/**
 * Creates the provider for Moonshot, over Chat Completions. Pass the key with `auth` as a bearer token. For an account in China, pass `baseUrl: 'https://api.moonshot.cn/v1'`.
 *
 * @example
 * new ChatClient({ provider: moonshot(), auth: bearerAuth(() => process.env.MOONSHOT_API_KEY) });
 */
export const moonshot = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'Moonshot', baseUrl: 'https://api.moonshot.ai/v1', wire: 'chat', profile: profiles.moonshot },
    options,
  );

/**
 * Creates the provider for Groq, over Chat Completions. Pass the key with `auth` as a bearer token. Reasoning is not sent back, because only some of its models accept it: pass `reasoningKey: 'reasoning'` for these.
 *
 * @example
 * new ChatClient({ provider: groq(), auth: bearerAuth(() => process.env.GROQ_API_KEY) });
 */
export const groq = (options: PresetOptions = {}): Provider =>
  preset({ name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', wire: 'chat', profile: profiles.groq }, options);

/**
 * Creates the provider for Mistral, over Chat Completions. Pass the key with `auth` as a bearer token. Call ids are converted to the 9 letters and digits that it requires.
 *
 * @example
 * new ChatClient({ provider: mistral(), auth: bearerAuth(() => process.env.MISTRAL_API_KEY) });
 */
export const mistral = (options: PresetOptions = {}): Provider =>
  preset({ name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1', wire: 'chat', profile: profiles.mistral }, options);

/**
 * Creates the provider for xAI, over the Responses API. Pass the key with `auth` as a bearer token.
 *
 * @example
 * new ResponsesClient({ provider: xai(), auth: bearerAuth(() => process.env.XAI_API_KEY) });
 */
export const xai = (options: PresetOptions = {}): Provider =>
  preset({ name: 'xAI', baseUrl: 'https://api.x.ai/v1', wire: 'responses', profile: profiles.xai }, options);

/**
 * Creates the provider for Together, over Chat Completions. Pass the key with `auth` as a bearer token.
 *
 * @example
 * new ChatClient({ provider: together(), auth: bearerAuth(() => process.env.TOGETHER_API_KEY) });
 */
export const together = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'Together', baseUrl: 'https://api.together.ai/v1', wire: 'chat', profile: profiles.together },
    options,
  );

/**
 * Creates the provider for Fireworks, over Chat Completions. Pass the key with `auth` as a bearer token.
 *
 * @example
 * new ChatClient({ provider: fireworks(), auth: bearerAuth(() => process.env.FIREWORKS_API_KEY) });
 */
export const fireworks = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'Fireworks', baseUrl: 'https://api.fireworks.ai/inference/v1', wire: 'chat', profile: profiles.fireworks },
    options,
  );

/**
 * Creates the provider for Cerebras, over Chat Completions. Pass the key with `auth` as a bearer token.
 *
 * @example
 * new ChatClient({ provider: cerebras(), auth: bearerAuth(() => process.env.CEREBRAS_API_KEY) });
 */
export const cerebras = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'Cerebras', baseUrl: 'https://api.cerebras.ai/v1', wire: 'chat', profile: profiles.cerebras },
    options,
  );
