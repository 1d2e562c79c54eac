import type { ServerProfile } from '../protocol/ServerProfile.js';
import { profiles } from './profiles.js';

/** The hosts of the known servers. A provider of another name or a mock of the server has a host of its own. */
const HOSTS: readonly (readonly [RegExp, ServerProfile])[] = [
  [/(^|\.)api\.openai\.com$/, profiles.openai],
  [/\.(openai|cognitiveservices|services\.ai)\.azure\.(com|us|cn)$/, profiles.azure],
  [/(^|\.)openrouter\.ai$/, profiles.openRouter],
  [/^generativelanguage\.googleapis\.com$/, profiles.gemini],
  [/(^|\.)deepseek\.com$/, profiles.deepSeek],
  [/^api\.(moonshot\.(ai|cn)|kimi\.com)$/, profiles.moonshot],
  [/^api\.groq\.com$/, profiles.groq],
  [/^api\.mistral\.ai$/, profiles.mistral],
  [/(^|\.)x\.ai$/, profiles.xai],
  [/^api\.together\.(ai|xyz)$/, profiles.together],
  [/^api\.fireworks\.ai$/, profiles.fireworks],
  [/^api\.cerebras\.ai$/, profiles.cerebras],
  [/^(www\.)?ollama\.com$/, profiles.ollama],
  [/^api\.minimaxi?\.(io|com)$/, profiles.miniMax],
];

/** The row of the server at a base URL; `standard` for a host that is not known. */
export const profileOf = (baseUrl: string): ServerProfile => {
  if (!URL.canParse(baseUrl)) return profiles.standard;
  const { hostname } = new URL(baseUrl);
  return HOSTS.find(([host]) => host.test(hostname))?.[1] ?? profiles.standard;
};
