import type { ServerProfile } from '../protocol/ServerProfile.js';

/** The row for a server that is not known: the forms that nearly all servers accept. */
const standard: ServerProfile = {
  id: 'standard',
  reasoningKey: 'reasoning',
  reasoningSpan: 'turn',
  reasoningFiller: null,
  fillerOn: 'calls',
  toolResults: 'text',
  toolPictures: 'user_message',
  files: 'file',
  adjacentAssistants: false,
  adjacentUsers: true,
  afterTools: null,
  refusalKey: false,
  unknownKeys: 'ignored',
  hints: [],
  nulls: true,
  limitKey: 'max_tokens',
  streamOptions: true,
  effortKey: 'reasoning_effort',
  customTools: true,
  strictTools: true,
  developerRole: true,
  singleSystem: false,
  forcedToolChoice: 'required',
  toolMessageName: false,
  callContent: 'null',
  parametersRequired: false,
  callIds: 'any',
  callSignature: null,
  seedKey: 'seed',
  emptyTools: true,
  messageIds: false,
  callsLast: false,
  plainReasoning: true,
};

const row = (members: Partial<ServerProfile> & { readonly id: string }): ServerProfile => ({
  ...standard,
  emptyTools: false,
  ...members,
});

const OPENAI = {
  id: 'openai',
  reasoningKey: null,
  reasoningSpan: 'none',
  adjacentAssistants: true,
  refusalKey: true,
  unknownKeys: 'refused',
  hints: ['store', 'prompt_cache_key', 'service_tier', 'verbosity'],
  limitKey: 'max_completion_tokens',
  callIds: 'max40',
  emptyTools: true,
  plainReasoning: false,
} as const;

/**
 * The differences of known servers from `standard`, one row per server. If sources contradict each other, a row has the
 * form that all of them accept; `createProvider({ profile })` overrides it.
 */
export const profiles = {
  standard,

  // source: OpenHands/OpenHands#7700, pydantic/pydantic-ai models/openai.py, BerriAI/litellm#13420, Wei-Shaw/sub2api#3138
  openai: row(OPENAI),

  // source: pydantic/pydantic-ai providers/azure.py, crmne/ruby_llm providers/azure
  azure: row({ ...OPENAI, id: 'azure' }),

  // source: openrouter.ai/docs/api/errors, npm @openrouter/ai-sdk-provider 2.10, pydantic/pydantic-ai models/openrouter.py
  openRouter: row({
    id: 'openRouter',
    reasoningSpan: 'all',
    effortKey: 'reasoning',
    customTools: false,
    developerRole: false,
  }),

  // source: Gitlawb/openclaude#67, microsoft/vscode#299295, NousResearch/hermes-agent#19728, ai.google.dev/gemini-api/docs/thought-signatures
  gemini: row({
    id: 'gemini',
    reasoningKey: null,
    reasoningSpan: 'none',
    unknownKeys: 'refused',
    nulls: false,
    customTools: false,
    developerRole: false,
    toolMessageName: true,
    callContent: 'empty',
    callSignature: 'skip_thought_signature_validator',
  }),

  // source: 0xPlaygrounds/rig tests/cassettes/deepseek, vercel/ai packages/deepseek, QwenLM/qwen-code#3724
  deepSeek: row({
    id: 'deepSeek',
    reasoningKey: 'reasoning_content',
    reasoningSpan: 'all',
    reasoningFiller: '',
    fillerOn: 'all',
    customTools: false,
    developerRole: false,
    callContent: 'empty',
    callsLast: true,
  }),

  // source: MoonshotAI/kimi-agent-sdk#169, Lapis0x0/obsidian-yolo#243, vercel/ai packages/moonshotai
  moonshot: row({
    id: 'moonshot',
    reasoningKey: 'reasoning_content',
    reasoningSpan: 'all',
    reasoningFiller: '',
    fillerOn: 'all',
    customTools: false,
    strictTools: false,
    developerRole: false,
  }),

  // Only some of Groq's models take `reasoning`, and it refuses the key for the others.
  // source: CherryHQ/cherry-studio#3307, karthink/gptel#774, vercel/ai packages/groq
  groq: row({
    id: 'groq',
    reasoningKey: null,
    reasoningSpan: 'none',
    unknownKeys: 'refused',
    hints: ['service_tier'],
    limitKey: 'max_completion_tokens',
    customTools: false,
    developerRole: false,
  }),

  // Only the reasoning models take a part `thinking`. Reports differ on whether a message of the user may follow the
  // result of a tool directly.
  // source: partITech/php-mistral#76, zeroclaw-labs/zeroclaw#2693, aliou/pi-neuralwatt#12, vercel/ai packages/mistral,
  // 0xPlaygrounds/rig providers/mistral
  mistral: row({
    id: 'mistral',
    reasoningKey: 'content',
    toolPictures: 'inline',
    files: 'document_url',
    afterTools: 'Done.',
    unknownKeys: 'refused',
    nulls: false,
    streamOptions: false,
    customTools: false,
    developerRole: false,
    forcedToolChoice: 'any',
    toolMessageName: true,
    callContent: 'empty',
    callIds: 'alnum9',
    seedKey: 'random_seed',
  }),

  // source: Wei-Shaw/sub2api#4237, vercel/ai packages/xai
  xai: row({
    id: 'xai',
    reasoningKey: null,
    reasoningSpan: 'none',
    nulls: false,
    limitKey: 'max_completion_tokens',
    customTools: false,
    developerRole: false,
    callContent: 'empty',
    plainReasoning: false,
  }),

  // source: npm @earendil-works/pi-ai 1.6.0, Portkey-AI/gateway
  together: row({
    id: 'together',
    reasoningKey: null,
    reasoningSpan: 'none',
    customTools: false,
    strictTools: false,
    developerRole: false,
  }),

  // source: vercel/ai packages/fireworks, npm @earendil-works/pi-ai 1.6.0
  fireworks: row({
    id: 'fireworks',
    reasoningKey: 'reasoning_content',
    reasoningSpan: 'all',
    unknownKeys: 'refused',
    hints: ['prompt_cache_key', 'service_tier'],
    customTools: false,
    developerRole: false,
  }),

  // source: proxysoul/Empryo#209, vercel/ai packages/cerebras, QwenLM/qwen-code#11045
  cerebras: row({
    id: 'cerebras',
    unknownKeys: 'refused',
    limitKey: 'max_completion_tokens',
    customTools: false,
    developerRole: false,
  }),

  // The template of the model decides what a message may hold, and some of them take no lists.
  // source: vllm-project/vllm#19419, microsoft/autogen#5965, openai/codex#12669
  vllm: row({
    id: 'vllm',
    adjacentUsers: false,
    customTools: false,
    developerRole: false,
    callContent: 'empty',
    messageIds: true,
  }),

  // source: ggml-org/llama.cpp#14353, 0xPlaygrounds/rig tests/cassettes/llamacpp
  llamaCpp: row({
    id: 'llamaCpp',
    adjacentUsers: false,
    reasoningKey: 'reasoning_content',
    toolPictures: 'inline',
    customTools: false,
    developerRole: false,
  }),

  // source: ollama/ollama openai/openai.go, openai/responses.go
  ollama: row({ id: 'ollama', customTools: false, developerRole: false }),

  // source: lmstudio-ai/lmstudio-bug-tracker#2322, vercel/ai packages/open-responses
  lmStudio: row({ id: 'lmStudio', adjacentUsers: false, customTools: false, developerRole: false }),

  // source: MiniMax-AI/MiniMax-M2#51, QwenLM/qwen-code#11905, earendil-works/pi#5468
  miniMax: row({
    id: 'miniMax',
    reasoningKey: null,
    reasoningSpan: 'none',
    customTools: false,
    developerRole: false,
    singleSystem: true,
    parametersRequired: true,
  }),
} as const satisfies Readonly<Record<string, ServerProfile>>;
