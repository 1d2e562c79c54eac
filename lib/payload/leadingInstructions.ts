import type { ContentItem } from '../protocol/ContentItem.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

const textOf = (content: readonly ContentItem[]): string =>
  content.flatMap((part) => (part.type === 'input_text' || part.type === 'output_text' ? [part.text] : [])).join('');

/** Returns true for the roles of messages that instruct the model. */
export const isInstruction = (role: string): boolean => role === 'system' || role === 'developer';

/**
 * Separates the system messages at the beginning of a conversation, for APIs that have a member for them. Returns their
 * texts, after `instructions`, and the other items.
 */
export const leadingInstructions = (
  instructions: string | undefined,
  items: readonly ResponseItem[],
): { readonly texts: readonly string[]; readonly rest: readonly ResponseItem[] } => {
  const isLeading = (item: ResponseItem | undefined) => item?.type === 'message' && isInstruction(item.role);
  let count = 0;
  while (isLeading(items[count])) count++;
  const texts = items.slice(0, count).flatMap((item) => (item.type === 'message' ? [textOf(item.content)] : []));
  return { texts: [instructions ?? '', ...texts].filter((text) => text !== ''), rest: items.slice(count) };
};
