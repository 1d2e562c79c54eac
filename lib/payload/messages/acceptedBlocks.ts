import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import type { Message } from './Message.js';

const objects = (message: Message | undefined): readonly JsonObject[] => (message?.content ?? []).filter(isJsonObject);

const isCompaction = (block: unknown): boolean => isJsonObject(block) && block['type'] === 'compaction';

const isUsable = ({ content, encrypted_content }: JsonObject): boolean =>
  isPresent(content) || isPresent(encrypted_content);

/**
 * Keeps the last compaction that has a content. It must be first in its message, and the server reads nothing before
 * it.
 */
const withLastCompaction = (messages: readonly Message[]): readonly Message[] => {
  const compactions = messages.flatMap((message) => objects(message).filter(isCompaction));
  if (compactions.length === 0) return messages;
  const last = compactions.filter(isUsable).at(-1);
  return messages.map((message) => {
    const place = message.content.findIndex((block) => block === last);
    const content = place === -1 ? message.content : message.content.slice(place);
    return { ...message, content: content.filter((block) => !isCompaction(block) || block === last) };
  });
};

/** The ids of server tools that the server can finish or has finished: those with a result, or with a call inside. */
const settledIds = (messages: readonly Message[]): ReadonlySet<unknown> =>
  new Set(
    messages
      .flatMap(objects)
      .flatMap(({ tool_use_id, caller }) => [tool_use_id, isJsonObject(caller) ? caller['tool_id'] : undefined])
      .filter((id) => nonEmptyText(id) !== undefined),
  );

/**
 * Leaves out uses of server tools that have no result, because the answer was stopped before it. They stay at the end
 * of the conversation and before the results of the caller's tools: there the server runs them.
 */
const withoutDanglingUses = (messages: readonly Message[]): readonly Message[] => {
  const settled = settledIds(messages);
  return messages.map((message, index) => {
    const next = messages[index + 1];
    const isOpen = next === undefined || objects(next).some(({ type }) => type === 'tool_result');
    const isDangling = (block: unknown) =>
      isJsonObject(block) && block['type'] === 'server_tool_use' && !settled.has(block['id']);
    return isOpen ? message : { ...message, content: message.content.filter((block) => !isDangling(block)) };
  });
};

/** Joins neighbours of one role and leaves out what has no content: other blocks may have been all of it. */
const joined = (messages: readonly Message[]): readonly Message[] => {
  const result: Message[] = [];
  for (const { role, content } of messages) {
    const last = result.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) last.content.push(...content);
    else result.push({ role, content: [...content] });
  }
  return result;
};

/** Leaves out the blocks that the server would refuse at their place. */
// docs/wire.md, section 14.4
export const acceptedBlocks = (messages: readonly Message[]): readonly Message[] =>
  joined(withoutDanglingUses(withLastCompaction(messages)));
