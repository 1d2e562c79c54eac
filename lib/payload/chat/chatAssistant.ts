import type { ContentItem } from '../../protocol/ContentItem.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';
import { stateIn } from '../../protocol/opaqueState.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';
import { BETWEEN_TEXTS, chatPart, isPlainText, plainText, refusalIn, textOf } from './chatContent.js';
import { thoughtIn, type AssistantGroup, type ReasoningPart } from './groupItems.js';

/** The texts of some messages of the assistant as one. A message that repeats the one before it is sent once. */
const textOfAll = (messages: readonly (readonly ContentItem[])[]): string =>
  messages
    .map(plainText)
    .filter((text, at, all) => text !== '' && text !== all[at - 1])
    .join(BETWEEN_TEXTS);

/** The content of a message: a string, or a list of parts if one has a member that only the server can read. */
const contentOf = (
  messages: readonly (readonly ContentItem[])[],
  refusal: string | undefined,
  profile: ServerProfile,
): string | readonly unknown[] => {
  const texts = messages.flat().filter((part) => textOf(part) !== undefined);
  const inText = profile.refusalKey ? undefined : refusal;
  if (texts.every((part) => isPlainText(part, profile)))
    return [textOfAll(messages), inText ?? ''].filter((text) => text !== '').join(BETWEEN_TEXTS);
  return [...texts.map(chatPart(profile)), ...(inText === undefined ? [] : [{ type: 'text', text: inText }])];
};

const THOUGHT_MEMBERS: ReadonlySet<string> = new Set(['type', 'text']);

/** The members of a part of reasoning that only the server can read, such as a signature. */
const stateOfThought = (part: ReasoningPart): JsonObject =>
  part.type === 'other' ? {} : stateIn({ ...part }, THOUGHT_MEMBERS);

const thinking = (text: string, state: JsonObject = {}): JsonObject => ({
  type: 'thinking',
  thinking: [{ type: 'text', text }],
  ...state,
});

/** The reasoning as parts of the content. Parts with a member that only the server can read stay apart. */
const thinkingParts = (text: string, parts: readonly ReasoningPart[]): readonly JsonObject[] =>
  parts.some((part) => Object.keys(stateOfThought(part)).length > 0)
    ? parts.filter((part) => part.type !== 'other').map((part) => thinking(thoughtIn(part), stateOfThought(part)))
    : [thinking(text)];

const contentParts = (content: unknown): readonly unknown[] => {
  if (Array.isArray(content)) return content;
  return content ? [{ type: 'text', text: content }] : [];
};

/** The reasoning of a message as the server wants it: under a key, as a part of the content, or not at all. */
const withReasoning = (message: JsonObject, group: AssistantGroup, profile: ServerProfile): JsonObject => {
  const { reasoningKey: key, reasoningFiller, fillerOn } = profile;
  const needsFiller = fillerOn === 'all' || group.calls.length > 0;
  const filler = needsFiller ? (reasoningFiller ?? undefined) : undefined;
  const given = group.reasoning.map((parts) => parts.map(thoughtIn).join('')).join('\n');
  const text = group.reasoning.length > 0 ? given : filler;
  // OpenRouter: the details repeat the text, and only one of them may be sent.
  if (key === null || text === undefined || group.state['reasoning_details'] !== undefined) return message;
  if (key !== 'content') return { ...message, [key]: text };
  const { content } = message;
  return { ...message, content: [...thinkingParts(text, group.reasoning.flat()), ...contentParts(content)] };
};

/** The call with a signature that the server accepts for a call of another model. */
const signed = (call: JsonObject, signature: string): JsonObject => {
  const { extra_content: extra } = call;
  const given = isJsonObject(extra) ? extra : {};
  const google = isJsonObject(given['google']) ? given['google'] : {};
  if (google['thought_signature'] !== undefined) return call;
  return { ...call, extra_content: { ...given, google: { ...google, thought_signature: signature } } };
};

/** The calls of a message. Servers with signatures require that of the first call. */
const withSignature = (calls: readonly JsonObject[], { callSignature }: ServerProfile): readonly JsonObject[] =>
  callSignature === null ? calls : calls.map((call, index) => (index === 0 ? signed(call, callSignature) : call));

/**
 * Builds a message of the assistant: its texts, its reasoning, its calls and the members that only the server can read.
 * Returns undefined if it would hold nothing.
 */
export const chatAssistant = (
  group: AssistantGroup,
  calls: readonly JsonObject[],
  profile: ServerProfile,
): JsonObject | undefined => {
  const refused = refusalIn(group.messages.flat());
  const text = contentOf(group.messages, refused, profile);
  const refusal = profile.refusalKey ? refused : undefined;
  if (text.length === 0 && refusal === undefined && calls.length === 0) return undefined;
  const isNull = text.length === 0 && profile.nulls && (refusal !== undefined || profile.callContent === 'null');
  const tool_calls = calls.length === 0 ? undefined : withSignature(calls, profile);
  const message = { role: 'assistant', content: isNull ? null : text, ...definedMembers({ refusal, tool_calls }) };
  return withReasoning({ ...message, ...group.state }, group, profile);
};
