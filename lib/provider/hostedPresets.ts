import { profiles } from './profiles.js';
import { preset, type PresetOptions } from './presets.js';
import type { Provider } from './Provider.js';

/**
 * Creates the provider for OpenRouter, over Chat Completions. Pass the key with `auth` as a bearer token. Its attribution headers are `HTTP-Referer` and `X-Title`.
 *
 * @example
 * const client = new ChatClient({ provider: openRouter(), auth: bearerAuth(() => process.env.OPENROUTER_API_KEY) });
 * client.streamPrompt('openai/gpt-5.1', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const openRouter = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', wire: 'chat', profile: profiles.openRouter },
    options,
  );

/**
 * Creates the provider for Gemini, over Chat Completions. Pass the key with `auth` as a bearer token. This is the endpoint that is compatible with Chat Completions.
 *
 * @example
 * const client = new ChatClient({ provider: gemini(), auth: bearerAuth(() => process.env.GEMINI_API_KEY) });
 * client.streamPrompt('gemini-3-pro', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const gemini = (options: PresetOptions = {}): Provider =>
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
 * const client = new ChatClient({ provider: deepSeek(), auth: bearerAuth(() => process.env.DEEPSEEK_API_KEY) });
 * client.streamPrompt('deepseek-chat', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const deepSeek = (options: PresetOptions = {}): Provider =>
  preset({ name: 'DeepSeek', baseUrl: 'https://api.deepseek.com', wire: 'chat', profile: profiles.deepSeek }, options);

/**
 * Creates the provider for Moonshot, over Chat Completions. Pass the key with `auth` as a bearer token. For an account in China, pass `baseUrl: 'https://api.moonshot.cn/v1'`.
 *
 * @example
 * const client = new ChatClient({ provider: moonshot(), auth: bearerAuth(() => process.env.MOONSHOT_API_KEY) });
 * client.streamPrompt('kimi-k2.5', 'Say hi').pipe(textOf()).subscribe(render);
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
 * const client = new ChatClient({ provider: groq(), auth: bearerAuth(() => process.env.GROQ_API_KEY) });
 * client.streamPrompt('openai/gpt-oss-120b', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const groq = (options: PresetOptions = {}): Provider =>
  preset({ name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', wire: 'chat', profile: profiles.groq }, options);

/**
 * Creates the provider for Mistral, over Chat Completions. Pass the key with `auth` as a bearer token. Call ids are converted to the 9 letters and digits that it requires.
 *
 * @example
 * const client = new ChatClient({ provider: mistral(), auth: bearerAuth(() => process.env.MISTRAL_API_KEY) });
 * client.streamPrompt('mistral-medium-latest', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const mistral = (options: PresetOptions = {}): Provider =>
  preset({ name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1', wire: 'chat', profile: profiles.mistral }, options);

/**
 * Creates the provider for xAI, over the Responses API. Pass the key with `auth` as a bearer token.
 *
 * @example
 * const client = new ResponsesClient({ provider: xai(), auth: bearerAuth(() => process.env.XAI_API_KEY) });
 * client.streamPrompt('grok-4', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const xai = (options: PresetOptions = {}): Provider =>
  preset({ name: 'xAI', baseUrl: 'https://api.x.ai/v1', wire: 'responses', profile: profiles.xai }, options);

/**
 * Creates the provider for Together, over Chat Completions. Pass the key with `auth` as a bearer token.
 *
 * @example
 * const client = new ChatClient({ provider: together(), auth: bearerAuth(() => process.env.TOGETHER_API_KEY) });
 * client.streamPrompt('moonshotai/Kimi-K2-Instruct', 'Say hi').pipe(textOf()).subscribe(render);
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
 * const client = new ChatClient({ provider: fireworks(), auth: bearerAuth(() => process.env.FIREWORKS_API_KEY) });
 * client.streamPrompt('accounts/fireworks/models/kimi-k2p5', 'Say hi').pipe(textOf()).subscribe(render);
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
 * const client = new ChatClient({ provider: cerebras(), auth: bearerAuth(() => process.env.CEREBRAS_API_KEY) });
 * client.streamPrompt('gpt-oss-120b', 'Say hi').pipe(textOf()).subscribe(render);
 */
export const cerebras = (options: PresetOptions = {}): Provider =>
  preset(
    { name: 'Cerebras', baseUrl: 'https://api.cerebras.ai/v1', wire: 'chat', profile: profiles.cerebras },
    options,
  );
