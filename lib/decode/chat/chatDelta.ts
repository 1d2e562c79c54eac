import { ChatDelta } from '../../protocol/ChatChunk.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { OPAQUE_MEMBERS, stateIn } from '../../protocol/opaqueState.js';
import type { AddPiece, EndPart } from './chatItems.js';

const EMPTY: readonly unknown[] = [];
const NO_PARTS: EndPart = () => undefined;
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : EMPTY);

/** Returns the text of a string or of a list of `{ type: 'text', text }`. */
const joined = (value: unknown): string | undefined =>
  nonEmptyText(value) ??
  nonEmptyText(
    asList(value)
      .map((part) => (isJsonObject(part) ? (nonEmptyText(part['text']) ?? '') : ''))
      .join(''),
  );

const isThought = (type: unknown): boolean => type === 'thinking' || type === 'reasoning';

/** The members of a part that hold its text, or say what it is. */
const PART_MEMBERS: ReadonlySet<string> = new Set([
  ...['type', 'thinking', 'reasoning', 'content', 'summary', 'text', 'refusal', 'index', 'annotations', 'logprobs'],
]);

/** The members of a part that only the server can read. Flags such as Mistral's `closed` are not needed back. */
const stateOfPart = (part: JsonObject): JsonObject => {
  const state = stateIn(part, PART_MEMBERS);
  return Object.fromEntries(Object.entries(state).filter(([, value]) => typeof value !== 'boolean' && value !== ''));
};

/**
 * Adds a part of a content list. Returns false for a part of an unknown form.
 *
 * - Mistral: `[{"type": "thinking", "thinking": [{"type": "text", "text": "…"}]}, {"type": "text", "text": "…"}]`
 * - Databricks: `[{"type": "reasoning", "summary": [{"type": "summary_text", "text": "…"}]}]`
 */
const addPart = (part: unknown, add: AddPiece, endPart: EndPart): boolean => {
  if (typeof part === 'string') add('text', part);
  if (!isJsonObject(part)) return true;
  const { type, thinking, reasoning, content, summary, text, refusal } = part;
  const state = stateOfPart(part);
  const isSigned = Object.keys(state).length > 0;
  const isText = typeof text === 'string' && !isThought(type);
  // A signature of a text is for that piece alone; one of a thought is for all pieces before it.
  if (isSigned && isText) endPart('text', {});
  const thought = joined(thinking) ?? joined(reasoning) ?? (isThought(type) ? joined(content) : undefined);
  const summed = joined(summary);
  if (thought !== undefined) add('reasoning', thought);
  if (summed !== undefined) add('summary', summed);
  if (typeof text === 'string') add(isThought(type) ? 'reasoning' : 'text', text);
  else if (typeof refusal === 'string') add('refusal', refusal);
  if (isSigned) endPart(isText ? 'text' : 'reasoning', state);
  // An empty list, or a signature alone, holds no text.
  return [thought, summed, text, refusal].some((each) => each !== undefined) || isThought(type);
};

/** Adds the content of a delta. Returns the first part of an unknown form. */
const addContent = (content: unknown, add: AddPiece, endPart: EndPart): unknown => {
  if (typeof content === 'string') {
    add('text', content);
    return undefined;
  }
  // A part without its list is read too. Not with find: the parts behind an unknown one are added as well.
  const parts = isJsonObject(content) ? [content] : asList(content);
  const unknownParts = parts.filter((part) => !addPart(part, add, endPart));
  return unknownParts[0];
};

const reasoningOf = (value: unknown): string | undefined =>
  isJsonObject(value) ? (nonEmptyText(value['text']) ?? nonEmptyText(value['content'])) : nonEmptyText(value);

/** Returns the entries of OpenRouter's `reasoning_details`. If `reasoning` is sent too, both hold the same text. */
const details = (delta: ChatDelta): readonly JsonObject[] => asList(delta.reasoning_details).filter(isJsonObject);

// Servers send the same reasoning under several keys, so only the first non-empty one is read. Text that is sent only
// in `reasoning_details` or in Copilot's `reasoning_text` is a summary.
const addReasoning = (delta: ChatDelta, add: AddPiece): void => {
  const reasoning = reasoningOf(delta.reasoning) ?? reasoningOf(delta.reasoning_content);
  if (reasoning !== undefined) {
    add('reasoning', reasoning);
    return;
  }
  if (delta.reasoning_details === undefined && delta.reasoning_text === undefined) return;
  const summary =
    nonEmptyText(delta.reasoning_text) ??
    details(delta)
      .map(({ text, summary }) => nonEmptyText(text) ?? nonEmptyText(summary) ?? '')
      .join('');
  add('summary', summary);
};

/** The members that nearly all deltas are made of. */
const FREQUENT: ReadonlySet<string> = new Set(['role', 'content', 'reasoning', 'reasoning_content', 'tool_calls']);
/** The other members that are read by their names. */
const RARE: ReadonlySet<string> = new Set(Object.keys(ChatDelta.types[1].props).filter((name) => !FREQUENT.has(name)));

/** True for nearly all deltas: only they are read without a look at each of their members. */
export const isFrequent = (delta: ChatDelta): boolean => {
  // Object.keys would create a list for each of thousands of deltas.
  for (const name in delta) if (!FREQUENT.has(name)) return false;
  return true;
};

const saysSomething = (value: unknown): boolean => isPresent(value) && value !== '' && typeof value !== 'boolean';

/** The members of a delta that only the server can read; undefined if there are none. */
export const stateOfDelta = (delta: ChatDelta): JsonObject | undefined => {
  const state = Object.entries(delta).filter(([name, value]) => OPAQUE_MEMBERS.test(name) && saysSomething(value));
  return state.length === 0 ? undefined : Object.fromEntries(state);
};

/** The names of members that are not known and may hold a text. */
export const unknownMembers = (delta: ChatDelta): readonly string[] =>
  Object.entries(delta).flatMap(([name, value]) => {
    const isKnown = FREQUENT.has(name) || RARE.has(name) || OPAQUE_MEMBERS.test(name);
    return !isKnown && saysSomething(value) && typeof value !== 'number' ? [name] : [];
  });

/**
 * Adds the content of a delta or a message: reasoning, then text in the order of its parts, then a refusal. Returns the
 * first part of an unknown form.
 */
export const addDelta = (delta: ChatDelta, add: AddPiece, endPart: EndPart = NO_PARTS): unknown => {
  addReasoning(delta, add);
  const unread = addContent(delta.content, add, endPart);
  if (typeof delta.refusal === 'string') add('refusal', delta.refusal);
  return unread;
};

/** Returns the tool calls of a delta. `function_call` is the older form, for a single call. */
export const callsIn = (delta: ChatDelta): readonly unknown[] => {
  const calls = asList(delta.tool_calls);
  return isJsonObject(delta.function_call) ? [...calls, { function: delta.function_call }] : calls;
};
