import type { JsonObject } from '../protocol/json.js';

// Payloads of the Chat Completions API, for `sse`.

/** A chunk that adds something, e.g. `{ content: 'Hi' }`. */
export const chatDelta = (delta: JsonObject, id = 'chatcmpl-1'): JsonObject => ({
  id,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: null }],
});

/** The chunk that says why the answer ends, with what it cost where that is given. */
export const chatFinish = (finish_reason = 'stop', usage?: JsonObject, id = 'chatcmpl-1'): JsonObject => ({
  id,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: {}, finish_reason }],
  ...(usage === undefined ? {} : { usage }),
});

/** A chunk with a piece of a tool call. */
export const chatToolCall = (call: JsonObject, id = 'chatcmpl-1'): JsonObject => chatDelta({ tool_calls: [call] }, id);

/** The sentinel, as bytes of the stream. It is no JSON, so `sse` cannot write it. */
export const CHAT_DONE = 'data: [DONE]\n\n';
