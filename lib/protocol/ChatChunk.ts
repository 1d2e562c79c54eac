import * as t from 'io-ts';
import { wireObject } from './codec/wireObject.js';

// Servers put nearly anything into these members, and one odd member must not cost the rest of the chunk: a codec checks
// that a thing is an object, and the reader of each member takes what it understands.

/** What a chunk says of the tokens spent. Groq puts it into `x_groq`, Moonshot into the choice. */
export const ChatUsage = wireObject(
  {},
  {
    prompt_tokens: t.unknown,
    completion_tokens: t.unknown,
    total_tokens: t.unknown,
    prompt_tokens_details: t.unknown,
    completion_tokens_details: t.unknown,
    /** DeepSeek's word for cached tokens. */
    prompt_cache_hit_tokens: t.unknown,
  },
);
export type ChatUsage = t.TypeOf<typeof ChatUsage>;

/** A piece of a tool call. */
export const ChatToolCall = wireObject(
  {},
  {
    id: t.unknown,
    index: t.unknown,
    function: t.unknown,
    custom: t.unknown,
  },
);
export type ChatToolCall = t.TypeOf<typeof ChatToolCall>;

/** What a choice adds (`delta`), or all that it has said so far (`message`). */
export const ChatDelta = wireObject(
  {},
  {
    content: t.unknown,
    refusal: t.unknown,
    reasoning: t.unknown,
    reasoning_content: t.unknown,
    reasoning_text: t.unknown,
    reasoning_details: t.unknown,
    tool_calls: t.unknown,
    function_call: t.unknown,
    audio: t.unknown,
    images: t.unknown,
  },
);
export type ChatDelta = t.TypeOf<typeof ChatDelta>;

/** One candidate. */
export const ChatChoice = wireObject(
  {},
  {
    index: t.unknown,
    delta: t.unknown,
    message: t.unknown,
    finish_reason: t.unknown,
    usage: t.unknown,
    error: t.unknown,
  },
);
export type ChatChoice = t.TypeOf<typeof ChatChoice>;

/** One frame of a Chat Completions stream. Source: wire.md 5. */
export const ChatChunk = wireObject(
  {},
  {
    id: t.unknown,
    model: t.unknown,
    choices: t.unknown,
    usage: t.unknown,
    x_groq: t.unknown,
  },
);
export type ChatChunk = t.TypeOf<typeof ChatChunk>;
