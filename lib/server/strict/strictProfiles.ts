import {
  cerebras,
  deepSeek,
  fireworks,
  gemini,
  groq,
  miniMax,
  mistral,
  moonshot,
  openRouter,
} from './hostedServers.js';
import { llamaCpp, ollama, vllm } from './localServers.js';
import { anthropic, geminiNative } from './nativeServers.js';
import { openai, xai } from './openaiServers.js';
import type { StrictProfile } from './StrictProfile.js';

/** Name of a server whose rules a strict server knows. */
export type StrictServerName =
  | 'openai'
  | 'azure'
  | 'openRouter'
  | 'gemini'
  | 'deepSeek'
  | 'moonshot'
  | 'groq'
  | 'mistral'
  | 'xai'
  | 'fireworks'
  | 'cerebras'
  | 'miniMax'
  | 'ollama'
  | 'vllm'
  | 'llamaCpp'
  | 'anthropic'
  | 'geminiNative';

/** The servers whose rules a strict server knows. */
export const STRICT_PROFILES: Readonly<Record<StrictServerName, StrictProfile>> = {
  openai,
  azure: openai,
  openRouter,
  gemini,
  deepSeek,
  moonshot,
  groq,
  mistral,
  xai,
  fireworks,
  cerebras,
  miniMax,
  ollama,
  vllm,
  llamaCpp,
  anthropic,
  geminiNative,
};
