import * as t from 'io-ts';
import { wireObject } from './codec/wireObject.js';

// Servers send values of unexpected types in these members, and one such value must not discard the rest of the chunk.
// So each codec only checks for an object, and the code that reads a member checks its type.

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

/** The new part of a choice (`delta`), or the complete message so far (`message`). */
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
    annotations: t.unknown,
  },
);
export type ChatDelta = t.TypeOf<typeof ChatDelta>;

/** One candidate answer. */
export const ChatChoice = wireObject(
  {},
  {
    index: t.unknown,
    delta: t.unknown,
    message: t.unknown,
    text: t.unknown,
    finish_reason: t.unknown,
    logprobs: t.unknown,
    usage: t.unknown,
    error: t.unknown,
  },
);
export type ChatChoice = t.TypeOf<typeof ChatChoice>;

/** One frame of a Chat Completions stream. */
export const ChatChunk = wireObject(
  {},
  {
    id: t.unknown,
    model: t.unknown,
    choices: t.unknown,
    usage: t.unknown,
    x_groq: t.unknown,
    /** Perplexity's and xAI's list of sources, repeated in every chunk. */
    citations: t.unknown,
  },
);
export type ChatChunk = t.TypeOf<typeof ChatChunk>;
