import type { ContentItem } from '../../protocol/ContentItem.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';
import { callIds } from '../callIds.js';
import { isInstruction } from '../leadingInstructions.js';
import { LOCAL_SHELL } from '../localShell.js';
import { chatAssistant } from './chatAssistant.js';
import { chatCall } from './chatCalls.js';
import { chatContent, chatPart, plainText, textOf } from './chatContent.js';
import { callIdOf, groupItems, type AssistantGroup, type Call, type Output } from './groupItems.js';
import { joinContents } from './joinContents.js';

/** The text of a tool message for a result that is not text. */
const SEE_BELOW = 'The result is in the message below.';

const nameOf = (call: Call): string => (call.type === 'local_shell_call' ? LOCAL_SHELL : call.name);

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
  const { toolResults, toolPictures, developerRole, singleSystem, adjacentUsers, afterTools } = profile;
  const messages: JsonObject[] = [];
  const ids = callIds(profile.callIds);

  const added = new Map<JsonObject, unknown[]>(); // by message, what is joined to its content

  const append = (message: JsonObject, content: unknown): void => {
    const contents = added.get(message);
    if (contents === undefined) added.set(message, [content]);
    else contents.push(content);
  };

  const addSystem = (role: string, content: readonly ContentItem[]): void => {
    const [first] = messages;
    if (!singleSystem) messages.push({ role: developerRole ? role : 'system', content: chatContent(content, profile) });
    else if (first?.['role'] === 'system') append(first, plainText(content));
    else messages.unshift({ role: 'system', content: plainText(content) });
  };

  const addUser = (role: string, content: unknown): void => {
    const last = messages.at(-1);
    if (afterTools !== null && last?.['role'] === 'tool') messages.push({ role: 'assistant', content: afterTools });
    if (last?.['role'] === role && !adjacentUsers) append(last, content);
    else messages.push({ role, content });
  };

  /** Adds the output of a call, and returns the parts that it cannot hold. */
  const addOutput = (tool_call_id: string, { output }: Output, name?: string): readonly ContentItem[] => {
    const parts = typeof output === 'string' ? [] : output;
    const others = parts.filter((part) => textOf(part) === undefined);
    const isWhole = others.length === 0 ? toolResults === 'parts' : toolPictures === 'inline';
    const text = typeof output === 'string' ? output : plainText(parts);
    const content = parts.length > 0 && isWhole ? parts.map(chatPart(profile)) : text;
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
    const answers: { readonly id: string; readonly name: string; readonly output: Output }[] = [];
    const calls = group.calls.map(({ call, output }) => {
      const id = ids.next(callIdOf(call));
      if (output !== undefined) answers.push({ id, name: nameOf(call), output });
      return chatCall(call, id, profile);
    });
    const message = chatAssistant(group, calls, profile);
    if (message === undefined) return;
    messages.push(message);
    const moved = answers.flatMap(({ id, name, output }) => addOutput(id, output, name));
    if (moved.length > 0) addUser('user', moved.map(chatPart(profile)));
  };

  if (instructions !== '') messages.push({ role: 'system', content: instructions });
  for (const group of groupItems(items, profile)) {
    if (group.type === 'assistant') addAssistant(group);
    else if (group.type !== 'message') addOutput(group.call_id, group);
    else if (isInstruction(group.role)) addSystem(group.role, group.content);
    else addUser(group.role, chatContent(group.content, profile));
  }
  return messages.map((message) => {
    const contents = added.get(message);
    return contents === undefined ? message : { ...message, content: joinContents([message['content'], ...contents]) };
  });
};
