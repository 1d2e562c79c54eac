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
import { openai, xai } from './openaiServers.js';
import type { StrictProfile } from './StrictProfile.js';

/** The servers whose rules a strict server knows. */
export const STRICT_PROFILES = {
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
} as const satisfies Readonly<Record<string, StrictProfile>>;

/** Name of a server whose rules a strict server knows. */
export type StrictServerName = keyof typeof STRICT_PROFILES;
