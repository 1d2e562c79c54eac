import { isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { textBuffer, type TextBuffer } from '../../protocol/codec/textBuffer.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { wholePieces } from '../text/wholePieces.js';
import type { Emit, OpenBlock } from './openBlock.js';

/** The text blocks that stand next to each other. They become the parts of one message. */
export interface TextRun {
  /** Begins a text block. */
  open(block: JsonObject): OpenBlock;
  /** Emits the message, if there is one. */
  close(): void;
}

interface Part {
  readonly text: TextBuffer;
  citations?: unknown[];
}

const MESSAGE: ResponseItem = { type: 'message', role: 'assistant', content: [] };

const contentOf = ({ text, citations }: Part) => ({
  type: 'output_text' as const,
  text: text.text,
  ...(citations === undefined ? {} : { citations }),
});

/**
 * Joins neighbouring text blocks: an answer with citations has many short ones. Each block remains a part of its own,
 * because its citations belong to its text.
 */
export const textRun = (emit: Emit): TextRun => {
  let parts: Part[] = [];

  const open = (block: JsonObject): OpenBlock => {
    const part: Part = { text: textBuffer() };
    const pieces = wholePieces();
    let content_index: number | undefined;
    // A block without text and citations is no part: a server refuses empty text in the next request.
    const begin = (): number => {
      if (content_index !== undefined) return content_index;
      if (parts.length === 0) emit({ type: 'output_item_added', item: MESSAGE });
      content_index = parts.push(part) - 1;
      return content_index;
    };
    const addText = (delta: string): void => {
      if (delta === '') return;
      const index = begin();
      part.text.add(delta);
      emit({ type: 'output_text_delta', delta, content_index: index });
    };
    const addCitation = (citation: unknown): void => {
      if (!isPresent(citation)) return;
      begin();
      part.citations ??= [];
      part.citations.push(citation);
    };
    addText(pieces.add(nonEmptyText(block['text']) ?? ''));
    // An empty list goes back as it came, too.
    if (Array.isArray(block['citations'])) part.citations = block['citations'].map((citation: unknown) => citation);
    return {
      add: ({ type, text, citation }) => {
        if (type === 'text_delta') addText(pieces.add(nonEmptyText(text) ?? ''));
        else if (type === 'citations_delta') addCitation(citation);
        else return false;
        return true;
      },
      stop: () => addText(pieces.end()),
    };
  };

  return {
    open,
    close: () => {
      if (parts.length === 0) return;
      const content = parts.map(contentOf);
      parts = [];
      emit({ type: 'output_item_done', item: { type: 'message', role: 'assistant', content } });
    },
  };
};
