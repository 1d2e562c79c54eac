import type { KnownKeys } from './chat/keyRules.js';

/** The keys that the body of a Chat request may have on nearly all servers. */
const BODY: readonly string[] = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'stop',
  'seed',
  'user',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
];

/** The keys that only OpenAI's own server has. */
export const OPENAI_BODY: readonly string[] = [
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'verbosity',
  'store',
  'metadata',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'prediction',
  'modalities',
  'audio',
  'web_search_options',
];

const MESSAGE: readonly string[] = ['role', 'content', 'name', 'tool_calls', 'tool_call_id'];
const CALL: readonly string[] = ['id', 'type', 'function'];

/** The keys that differ from the common ones. */
export interface KeyChanges {
  readonly body?: readonly string[];
  readonly without?: readonly string[];
  readonly message?: readonly string[];
  readonly call?: readonly string[];
}

/** The keys of a server: the common ones, with its own and without those that it refuses. */
export const knownKeys = ({ body = [], without = [], message = [], call = [] }: KeyChanges): KnownKeys => ({
  body: new Set([...BODY, ...body].filter((key) => !without.includes(key))),
  message: new Set([...MESSAGE, ...message]),
  call: new Set([...CALL, ...call]),
});

const ITEM: readonly string[] = ['type', 'id', 'status'];

/** The keys of items that the Responses API of OpenAI knows. `phase` is that of newer models. */
export const ITEM_KEYS: Readonly<Record<string, readonly string[]>> = {
  message: [...ITEM, 'role', 'content', 'phase', 'end_turn'],
  // The server refuses the status that it sends itself.
  reasoning: ['type', 'id', 'summary', 'content', 'encrypted_content'],
  function_call: [...ITEM, 'call_id', 'name', 'namespace', 'arguments'],
  function_call_output: [...ITEM, 'call_id', 'output'],
  custom_tool_call: [...ITEM, 'call_id', 'name', 'namespace', 'input'],
  custom_tool_call_output: [...ITEM, 'call_id', 'output'],
};
