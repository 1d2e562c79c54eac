import type { ResponseItem } from '../../protocol/ResponseItem.js';

/** Who speaks in an item, where that counts for reasoning: neither reasoning itself nor custom tools do. */
const roleOf = (item: ResponseItem): string | undefined => {
  switch (item.type) {
    case 'message':
      return item.role;
    case 'function_call':
    case 'local_shell_call':
      return 'assistant';
    case 'function_call_output':
      return 'tool';
    default:
      return undefined;
  }
};

const textOf = (item: ResponseItem): string =>
  item.type === 'reasoning'
    ? (item.content ?? []).map((part) => (part.type === 'other' ? '' : part.text)).join('')
    : '';

const isAssistantMessage = (item: ResponseItem | undefined): boolean =>
  item?.type === 'message' && item.role === 'assistant';

/** The item that a reasoning item is sent with: the message it followed, or what it led to. */
const anchorOf = (items: readonly ResponseItem[], index: number): number | undefined => {
  if (isAssistantMessage(items[index - 1])) return index - 1;
  const next = items[index + 1];
  const leadsOn = next?.type === 'function_call' || next?.type === 'local_shell_call' || isAssistantMessage(next);
  return leadsOn ? index + 1 : undefined;
};

/**
 * Which reasoning goes with which item, by the item's place: on the Chat wire reasoning is no message, but a key of one.
 * Only the reasoning of the running turn is sent, and none once the user has spoken. Source: wire.md 6.5.
 */
export const reasoningAnchors = (items: readonly ResponseItem[]): ReadonlyMap<number, string> => {
  const roles = items.map(roleOf);
  if (roles.filter((role) => role !== undefined).at(-1) === 'user') return new Map();
  const anchored = new Map<number, string>();
  for (const [index, item] of items.entries()) {
    const text = index > roles.lastIndexOf('user') ? textOf(item) : '';
    const anchor = text.trim() === '' ? undefined : anchorOf(items, index);
    if (anchor !== undefined) anchored.set(anchor, (anchored.get(anchor) ?? '') + text);
  }
  return anchored;
};
