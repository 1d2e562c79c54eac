import type { ContentItem } from '../protocol/ContentItem.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

const textOf = (content: readonly ContentItem[]): string =>
  content.flatMap((part) => (part.type === 'input_text' || part.type === 'output_text' ? [part.text] : [])).join('');

/** Returns true for the roles of messages that instruct the model. */
export const isInstruction = (role: string): boolean => role === 'system' || role === 'developer';

/** The instructions at the beginning of a conversation, and what follows them. */
export interface LeadingInstructions {
  /** `instructions` and the texts of the leading system messages. */
  readonly texts: readonly string[];
  /** The parts of the leading system messages. */
  readonly parts: readonly ContentItem[];
  readonly rest: readonly ResponseItem[];
}

/** Separates the system messages at the beginning of a conversation, for APIs that have a member for them. */
export const leadingInstructions = (
  instructions: string | undefined,
  items: readonly ResponseItem[],
): LeadingInstructions => {
  const contents: (readonly ContentItem[])[] = [];
  for (const item of items) {
    if (item.type !== 'message' || !isInstruction(item.role)) break;
    contents.push(item.content);
  }
  return {
    texts: [instructions ?? '', ...contents.map(textOf)].filter((text) => text !== ''),
    parts: contents.flat(),
    rest: items.slice(contents.length),
  };
};
