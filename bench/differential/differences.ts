import type { Fact } from './Reading.js';

/** A difference between codex-rx and another client, after a look at the bytes. */
export interface Difference {
  readonly client: 'openai' | 'ai';
  readonly facts: readonly Fact[];
  /** The recorded streams: the beginnings of their names. */
  readonly files: readonly string[];
  /** `both`: the two clients describe the same answer in two valid ways. */
  readonly right: 'codex-rx' | 'theirs' | 'both';
  readonly why: string;
}

const WITHOUT_REASON = ['chat/openai-dotnet-', 'chat/openai-tools_streaming_variant_a.0', 'chat/snowflake-'];
const REFUSALS = [
  'responses/openai-rig-refusal_matrix-',
  'chat/openai-rig-refusal_matrix-',
  'chat/openrouter-rig-refusal_matrix-',
];

export const DIFFERENCES: readonly Difference[] = [
  {
    client: 'openai',
    facts: ['calls'],
    files: ['responses/chatgpt-rig-codex_sessions-'],
    right: 'codex-rx',
    why: 'The call comes in output_item.done, and the output of response.completed is an empty list, which openai believes.',
  },
  {
    client: 'openai',
    facts: ['text', 'usage', 'status'],
    files: ['responses/copilot-rig-reasoning_roundtrip-', 'responses/openai-github-copilot-id-rotation.'],
    right: 'codex-rx',
    why: 'The server changes the ids of items with every event. The positions are right, but openai looks up ids and throws.',
  },
  {
    client: 'openai',
    facts: ['calls', 'usage', 'status'],
    files: WITHOUT_REASON,
    right: 'codex-rx',
    why: 'The stream ends with [DONE] and without a finish reason: it is whole. openai throws.',
  },
  {
    client: 'openai',
    facts: ['calls', 'status', 'finish'],
    files: ['chat/openai-compatible-anthropic-fallback-tool-call.'],
    right: 'codex-rx',
    why: 'The only call has the index 1; openai looks for one at 0 and throws a TypeError.',
  },
  {
    client: 'openai',
    facts: ['usage', 'status', 'finish'],
    files: ['chat/gpustack-'],
    right: 'codex-rx',
    why: 'No delta has a role, which can only be assistant; openai throws.',
  },
  {
    client: 'openai',
    facts: ['text'],
    files: ['chat/mistral-ruby-'],
    right: 'codex-rx',
    why: 'The content is a list of parts with thoughts and text; openai joins the objects as texts.',
  },
  {
    client: 'ai',
    facts: ['text', 'status'],
    files: REFUSALS,
    right: 'both',
    why: 'A refusal has events of its own in codex-rx, and the server reports the answer as whole; ai makes text of it and a filter of the end.',
  },
  {
    client: 'ai',
    facts: ['calls'],
    files: ['responses/openai-shell-container.'],
    right: 'both',
    why: 'The server runs the shell. codex-rx emits the item as other, ai as a tool call.',
  },
  {
    client: 'ai',
    facts: ['usage'],
    files: ['chat/openai-compatible-text.', 'chat/openai-compatible-tool-call.', 'chat/xai-'],
    right: 'codex-rx',
    why: 'xAI counts reasoning in total_tokens and not in completion_tokens; ai adds up its own total, which is too small.',
  },
  {
    client: 'ai',
    facts: ['status'],
    files: WITHOUT_REASON,
    right: 'codex-rx',
    why: 'The stream ends with [DONE] and without a finish reason: it is whole.',
  },
  {
    client: 'ai',
    facts: ['status'],
    files: ['anthropic/SYNTHETIC-unknown-event-and-delta.'],
    right: 'codex-rx',
    why: 'The API announces new types of events, which a client must ignore; ai fails at one.',
  },
  {
    client: 'ai',
    facts: ['text', 'usage'],
    files: ['anthropic/pydantic-anthropic_compaction_usage_with_cache_streaming.'],
    right: 'both',
    why: 'ai makes text of the compaction and adds up usage.iterations. codex-rx keeps the compaction as an item, the counts as sent, and the iterations in raw.',
  },
  {
    client: 'ai',
    facts: ['usage', 'status', 'finish'],
    files: ['anthropic/sdkpy-basic_response.'],
    right: 'codex-rx',
    why: 'The body ends behind message_stop without a blank line. The event is whole; ai drops it and reports an interruption.',
  },
  {
    client: 'ai',
    facts: ['calls'],
    files: ['anthropic/sdkts-incomplete_partial_json_response.'],
    right: 'both',
    why: 'max_tokens cuts the arguments of a call. codex-rx emits the call as received, with the status incomplete; ai drops it.',
  },
  {
    client: 'ai',
    facts: ['usage', 'finish'],
    files: ['gemini/SYNTHETIC-error-in-data-mid-stream.', 'gemini/SYNTHETIC-malformed-function-call.'],
    right: 'both',
    why: 'The answer fails. An error of codex-rx has the reason as its code, and no usage.',
  },
  {
    client: 'ai',
    facts: ['status', 'finish'],
    files: ['gemini/firebase-googleai-failure-prompt-blocked-safety.'],
    right: 'codex-rx',
    why: 'The prompt is blocked: promptFeedback.blockReason says so, and ai reports no reason.',
  },
  {
    client: 'ai',
    facts: ['status', 'finish'],
    files: ['gemini/firebase-vertexai-failure-error-mid-stream.'],
    right: 'codex-rx',
    why: 'An error object stands between the events, outside of a data line. ai does not see it and reports success.',
  },
  {
    client: 'ai',
    facts: ['status'],
    files: ['gemini/firebase-vertexai-failure-unknown-finish-enum.'],
    right: 'both',
    why: 'Gemini documents STOP as its only reason of a whole answer, so an unknown one is incomplete; ai reports other.',
  },
  {
    client: 'ai',
    facts: ['calls'],
    files: [
      'gemini/rig-reasoning_tool_roundtrip-streaming.0',
      'gemini/rig-streaming_grammar-parallel_function_calls.0',
      'gemini/vercel-stream-tool-call-arguments.',
      'gemini/vercel-tool-call-gemini3.',
    ],
    right: 'both',
    why: 'The server sends no ids of calls. ai draws random ones, codex-rx derives them from the id of the response.',
  },
];
