import type { ResponseItem } from '../../protocol/ResponseItem.js';

/**
 * Returns the role of an item for the placement of reasoning. Returns undefined for reasoning itself and for custom
 * tools.
 */
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

/**
 * Returns the index of the item that carries a reasoning item: the assistant message before it or, without one, the
 * message or call after it.
 */
const anchorOf = (items: readonly ResponseItem[], index: number): number | undefined => {
  if (isAssistantMessage(items[index - 1])) return index - 1;
  const next = items[index + 1];
  const leadsOn = next?.type === 'function_call' || next?.type === 'local_shell_call' || isAssistantMessage(next);
  return leadsOn ? index + 1 : undefined;
};

/**
 * Maps the index of an item to the reasoning that is sent with it: the Chat API has no item for reasoning, only a key
 * of a message. Only reasoning after the last user message is included. If the last item with a role is a user message,
 * the map is empty.
 */
// docs/wire.md, section 6.5
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
