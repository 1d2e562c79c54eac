import {
  cerebras,
  deepSeek,
  fireworks,
  geminiCompat,
  groq,
  mistral,
  moonshot,
  openRouter,
  together,
  xai,
} from '../../provider/hostedPresets.js';
import { anthropic, gemini } from '../../provider/nativePresets.js';
import { llamaCpp, lmStudio, ollama, openai, vllm, type PresetOptions } from '../../provider/presets.js';
import type { Provider } from '../../provider/Provider.js';

/** Provider that the command line knows by name. */
export interface KnownProvider {
  readonly create: (options: PresetOptions) => Provider;
  /** The environment variable that holds its key. */
  readonly key?: string;
  /** The header that carries the key. Default: a bearer token. */
  readonly header?: string;
}

/** The providers that `--provider` accepts. */
export const PROVIDERS: Readonly<Record<string, KnownProvider>> = {
  openai: { create: openai, key: 'OPENAI_API_KEY' },
  anthropic: { create: anthropic, key: 'ANTHROPIC_API_KEY', header: 'x-api-key' },
  gemini: { create: gemini, key: 'GEMINI_API_KEY', header: 'x-goog-api-key' },
  'gemini-compat': { create: geminiCompat, key: 'GEMINI_API_KEY' },
  openrouter: { create: openRouter, key: 'OPENROUTER_API_KEY' },
  deepseek: { create: deepSeek, key: 'DEEPSEEK_API_KEY' },
  moonshot: { create: moonshot, key: 'MOONSHOT_API_KEY' },
  groq: { create: groq, key: 'GROQ_API_KEY' },
  mistral: { create: mistral, key: 'MISTRAL_API_KEY' },
  xai: { create: xai, key: 'XAI_API_KEY' },
  together: { create: together, key: 'TOGETHER_API_KEY' },
  fireworks: { create: fireworks, key: 'FIREWORKS_API_KEY' },
  cerebras: { create: cerebras, key: 'CEREBRAS_API_KEY' },
  ollama: { create: ollama },
  lmstudio: { create: lmStudio },
  vllm: { create: vllm },
  llamacpp: { create: llamaCpp },
};
