import { kindOf } from '../protocol/codec/kindOf.js';
import { preset, type PresetOptions } from './presets.js';
import type { Provider } from './Provider.js';

/** Options for `anthropic`. */
export interface AnthropicOptions extends PresetOptions {
  /** The version of the API, sent as `anthropic-version`. Default: `2023-06-01`. */
  readonly version?: string | undefined;
  /** The names of features that are not yet generally available, sent as `anthropic-beta`. Default: none. */
  readonly betas?: readonly string[] | undefined;
}

/**
 * Creates the provider for Anthropic, over the Messages API. Pass the key with `apiKeyAuth('x-api-key', key)`.
 *
 * @example
 * const provider = anthropic({ betas: ['interleaved-thinking-2025-05-14'] });
 * new MessagesClient({ provider, auth: apiKeyAuth('x-api-key', () => process.env.ANTHROPIC_API_KEY) });
 */
export const anthropic = (given: AnthropicOptions = {}): Provider => {
  const { version = '2023-06-01', betas = [], headers, ...options }: AnthropicOptions = { ...given };
  const names = Array.isArray(betas) ? betas.join(',') : '';
  return preset(
    {
      name: 'Anthropic',
      baseUrl: 'https://api.anthropic.com/v1',
      wire: 'messages',
      sessionHeaders: [],
      headers: {
        'anthropic-version': version,
        ...(names === '' ? {} : { 'anthropic-beta': names }),
        ...headers,
      },
    },
    options,
    given,
    Array.isArray(betas) ? undefined : `betas must be a list of names, got ${kindOf(betas)}`,
  );
};

/**
 * Creates the provider for Gemini, over its own API. Pass the key with `apiKeyAuth('x-goog-api-key', key)`. The preset
 * for `ChatClient` is `geminiCompat`.
 *
 * @example
 * new GeminiClient({ provider: gemini(), auth: apiKeyAuth('x-goog-api-key', () => process.env.GEMINI_API_KEY) });
 */
export const gemini = (options: PresetOptions = {}): Provider =>
  preset(
    {
      name: 'Gemini',
      baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
      wire: 'gemini',
      sessionHeaders: [],
    },
    options,
  );
