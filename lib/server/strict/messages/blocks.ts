import type { JsonObject } from '../../../protocol/codec/json.js';
import { objectsIn } from '../readRequest.js';
import type { Rule, Violation } from '../Violation.js';

/** A content block with its place. */
export interface Block {
  readonly block: JsonObject;
  readonly message: JsonObject;
  /** The index of the message. */
  readonly index: number;
  /** The index of the block in its message. */
  readonly place: number;
}

/** Returns the blocks of a message. A text is one block. */
export const blocksOf = (message: JsonObject | undefined): readonly JsonObject[] => {
  const content = message?.['content'];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content);
};

/** Returns all blocks of a conversation. */
export const blocksIn = (list: readonly JsonObject[]): readonly Block[] =>
  list.flatMap((message, index) => blocksOf(message).map((block, place) => ({ block, message, index, place })));

/** The path of a block in error messages. */
export const pathOf = ({ index, place }: Block): string => `messages.${index}.content.${place}`;

/** Refuses the first block for which `isWrong` holds. */
export const noBlock =
  (isWrong: (at: Block, list: readonly JsonObject[]) => boolean, words: (at: Block) => string): Rule =>
  ({ list }): Violation | undefined => {
    const wrong = blocksIn(list).find((at) => isWrong(at, list));
    return wrong && { message: words(wrong) };
  };
