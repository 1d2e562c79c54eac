import type { ChatDelta } from '../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../protocol/json.js';
import type { Channel } from './chatItems.js';

/** A piece of the answer, and where it belongs. */
export type Piece = readonly [channel: Channel, text: string];

const NONE: readonly Piece[] = [];
const EMPTY: readonly unknown[] = [];
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : EMPTY);

/** The text of a list of `{ type: 'text', text }`, or of a bare string. */
const joined = (value: unknown): string | undefined =>
  nonEmptyText(value) ??
  nonEmptyText(
    asList(value)
      .map((each) => (isJsonObject(each) ? (nonEmptyText(each['text']) ?? '') : ''))
      .join(''),
  );

// Mistral: [{"type": "thinking", "thinking": [{"type": "text", "text": "…"}]}, {"type": "text", "text": "…"}]
const pieceOfPart = (part: unknown): readonly Piece[] => {
  if (typeof part === 'string') return part === '' ? NONE : [['text', part]];
  if (!isJsonObject(part)) return NONE;
  const thought = joined(part['thinking']);
  if (thought !== undefined) return [['reasoning', thought]];
  const text = nonEmptyText(part['text']);
  if (text === undefined) return NONE;
  return [[part['type'] === 'thinking' || part['type'] === 'reasoning' ? 'reasoning' : 'text', text]];
};

const piecesOfContent = (content: unknown): readonly Piece[] =>
  typeof content === 'string'
    ? content === ''
      ? NONE
      : [['text', content]]
    : asList(content).flatMap((part) => pieceOfPart(part));

const reasoningOf = (value: unknown): string | undefined =>
  isJsonObject(value) ? (nonEmptyText(value['text']) ?? nonEmptyText(value['content'])) : nonEmptyText(value);

/** OpenRouter's list of typed reasoning; it repeats `reasoning` where that is given too. */
const details = (delta: ChatDelta): readonly JsonObject[] => asList(delta.reasoning_details).filter(isJsonObject);

// Servers send one thought under several names, so the first spelling that says something counts. What is told only in
// `reasoning_details` or in Copilot's `reasoning_text` is a summary of the reasoning.
const piecesOfReasoning = (delta: ChatDelta): readonly Piece[] => {
  const reasoning = reasoningOf(delta.reasoning) ?? reasoningOf(delta.reasoning_content);
  if (reasoning !== undefined) return [['reasoning', reasoning]];
  if (delta.reasoning_details === undefined && delta.reasoning_text === undefined) return NONE;
  const summary =
    nonEmptyText(delta.reasoning_text) ??
    nonEmptyText(
      details(delta)
        .map(({ text, summary }) => nonEmptyText(text) ?? nonEmptyText(summary) ?? '')
        .join(''),
    );
  return summary === undefined ? NONE : [['summary', summary]];
};

/** What a delta, or a whole message, says: reasoning, then text in the order of its parts, then a refusal. */
export const piecesOf = (delta: ChatDelta): readonly Piece[] => {
  const reasoning = piecesOfReasoning(delta);
  const content = piecesOfContent(delta.content);
  const refusal = nonEmptyText(delta.refusal);
  if (refusal === undefined) return reasoning.length === 0 ? content : [...reasoning, ...content];
  return [...reasoning, ...content, ['refusal', refusal]];
};

/** The tool calls of a delta; `function_call` is how they were sent before there could be several. */
export const callsIn = (delta: ChatDelta): readonly unknown[] => {
  const calls = asList(delta.tool_calls);
  return isJsonObject(delta.function_call) ? [...calls, { function: delta.function_call }] : calls;
};

const NOT_FOLLOWED = ['audio', 'images'] as const;

/** The first member that says something to the user which no event can carry. */
export const notFollowedIn = (delta: ChatDelta): string | undefined =>
  NOT_FOLLOWED.find((name) => isPresent(delta[name]));
