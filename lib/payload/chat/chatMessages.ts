import { safeText } from '../../protocol/codec/safeText.js';
import type { ContentItem } from '../../protocol/ContentItem.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';
import { callIds } from './callIds.js';
import { chatCall } from './chatCalls.js';
import { BETWEEN_TEXTS, chatContent, chatPart, plainText, refusalIn, textOf } from './chatContent.js';
import { groupItems, type AssistantGroup, type Call, type Output } from './groupItems.js';

const SYSTEM_ROLES: ReadonlySet<string> = new Set(['system', 'developer']);

/** What a tool message says in place of a result that is not text. */
const SEE_BELOW = 'The result is in the message below.';

/** The texts of some messages of the assistant as one. A message that repeats the one before it is sent once. */
const textOfAll = (messages: readonly (readonly ContentItem[])[]): string =>
  messages
    .map(plainText)
    .filter((text, at, all) => text !== '' && text !== all[at - 1])
    .join(BETWEEN_TEXTS);

/** The reasoning of a message as the server wants it: under a key, as a part of the content, or not at all. */
const withReasoning = (message: JsonObject, group: AssistantGroup, profile: ServerProfile): JsonObject => {
  const { reasoningKey: key, reasoningFiller, fillerOn } = profile;
  const needsFiller = fillerOn === 'all' || group.calls.length > 0;
  const text = group.reasoning ?? (needsFiller ? (reasoningFiller ?? undefined) : undefined);
  // OpenRouter: the details repeat the text, and only one of them may be sent.
  if (key === null || text === undefined || group.state['reasoning_details'] !== undefined) return message;
  if (key !== 'content') return { ...message, [key]: text };
  const thinking = { type: 'thinking', thinking: [{ type: 'text', text }] };
  const { content } = message;
  return { ...message, content: content ? [thinking, { type: 'text', text: content }] : [thinking] };
};

const nameOf = (call: Call): string | undefined => (call.type === 'local_shell_call' ? undefined : call.name);

/**
 * Builds the messages of a conversation. What came as one message goes back as one: its texts, its reasoning, its calls
 * and the members that only the server can read. The outputs of the calls follow at once.
 */
// docs/wire.md, section 6.5
export const chatMessages = (
  instructions: string,
  items: readonly ResponseItem[],
  profile: ServerProfile,
): readonly JsonObject[] => {
  const { files, toolResults, toolPictures, callContent, developerRole, singleSystem } = profile;
  const messages: JsonObject[] = [];
  const ids = callIds(profile.callIds);

  const addSystem = (role: string, content: unknown): void => {
    const [first] = messages;
    if (singleSystem && first?.['role'] === 'system' && typeof content === 'string')
      messages[0] = { ...first, content: `${safeText(first['content'])}${BETWEEN_TEXTS}${content}` };
    else if (singleSystem) messages.unshift({ role: 'system', content });
    else messages.push({ role: developerRole ? role : 'system', content });
  };

  /** Adds the output of a call, and returns the parts that it cannot hold. */
  const addOutput = (tool_call_id: string, { output }: Output, name?: string): readonly ContentItem[] => {
    const parts = typeof output === 'string' ? [] : output;
    const others = parts.filter((part) => textOf(part) === undefined);
    const isWhole = others.length === 0 ? toolResults === 'parts' : toolPictures === 'inline';
    const text = typeof output === 'string' ? output : plainText(parts);
    const content = parts.length > 0 && isWhole ? parts.map(chatPart(files)) : text;
    const moved = isWhole ? [] : others;
    messages.push({
      role: 'tool',
      tool_call_id,
      ...(profile.toolMessageName ? definedMembers({ name }) : {}),
      content: content === '' && moved.length > 0 ? SEE_BELOW : content,
    });
    return moved;
  };

  const addAssistant = (group: AssistantGroup): void => {
    const text = textOfAll(group.messages);
    const refusal = refusalIn(group.messages.flat());
    const answers: { readonly id: string; readonly name: string | undefined; readonly output: Output }[] = [];
    const tool_calls = group.calls.map(({ call, output }) => {
      const id = ids.next(call.call_id ?? '');
      if (output !== undefined) answers.push({ id, name: nameOf(call), output });
      return chatCall(call, id, profile);
    });
    if (text === '' && refusal === undefined && tool_calls.length === 0) return;
    const content = text === '' && (refusal !== undefined || callContent === 'null') ? null : text;
    const message = { role: 'assistant', content, ...definedMembers({ refusal }) };
    messages.push(
      withReasoning({ ...message, ...(tool_calls.length === 0 ? {} : { tool_calls }), ...group.state }, group, profile),
    );
    const pictures = answers.flatMap(({ id, name, output }) => addOutput(id, output, name));
    if (pictures.length > 0) messages.push({ role: 'user', content: pictures.map(chatPart(files)) });
  };

  if (instructions !== '') messages.push({ role: 'system', content: instructions });
  for (const group of groupItems(items, profile.reasoningSpan)) {
    if (group.type === 'assistant') addAssistant(group);
    else if (group.type !== 'message') addOutput(group.call_id, group);
    else if (SYSTEM_ROLES.has(group.role)) addSystem(group.role, chatContent(group.content, files));
    else messages.push({ role: group.role, content: chatContent(group.content, files) });
  }
  return messages;
};
