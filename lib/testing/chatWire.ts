import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { JsonObject } from '../protocol/codec/json.js';
import { DONE } from '../protocol/SseFrame.js';

// Payloads of the Chat Completions API, for `sse`.

/**
 * Builds a chunk with a delta, e.g. `{ content: 'Hi' }`.
 *
 * @example
 * sse(chatDelta({ role: 'assistant', content: 'Hi' }), chatFinish()) + CHAT_DONE;
 */
export const chatDelta = (delta: JsonObject, id = 'chatcmpl-1'): JsonObject => ({
  id,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: null }],
});

/**
 * Builds the chunk with the `finish_reason`, and with `usage` if it is given.
 *
 * @example
 * sse(chatDelta({ content: 'Hi' }), chatFinish('length', { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 }));
 */
export const chatFinish = (finish_reason = 'stop', usage?: JsonObject, id = 'chatcmpl-1'): JsonObject => ({
  id,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: {}, finish_reason }],
  ...definedMembers({ usage }),
});

/**
 * Builds a chunk with a fragment of a tool call.
 *
 * @example
 * const call = { index: 0, id: 'call_1', function: { name: 'weather', arguments: '{"city":"Paris"}' } };
 * sse(chatToolCall(call), chatFinish('tool_calls'));
 */
export const chatToolCall = (call: JsonObject, id = 'chatcmpl-1'): JsonObject => chatDelta({ tool_calls: [call] }, id);

/** The `[DONE]` sentinel, as text of the stream. It is not JSON, so `sse` cannot write it. */
export const CHAT_DONE = `data: ${DONE}\n\n`;
