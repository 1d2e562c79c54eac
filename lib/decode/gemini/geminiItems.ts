import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { textBuffer, type TextBuffer } from '../../protocol/codec/textBuffer.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { wholePieces, type WholePieces } from '../text/wholePieces.js';
import { geminiCalls } from './geminiCalls.js';

/** The items of one answer, while its parts are being received. */
export interface GeminiItems {
  /** Reads a part. Returns false if it has no known form. */
  add(part: JsonObject): boolean;
  /** Keeps members that describe the sources of the message, e.g. `groundingMetadata`. */
  describe(metadata: JsonObject): void;
  /** Emits the open item as finished. `isCut` is true if the stream broke off. */
  settle(isCut: boolean): void;
}

interface Part {
  readonly text: TextBuffer;
  readonly pieces: WholePieces;
  signature?: string;
}

const newPart = (): Part => ({ text: textBuffer(), pieces: wholePieces() });

const MESSAGE = { type: 'message', role: 'assistant' } as const;
const REASONING = { type: 'reasoning', id: '' } as const;

/** Returns the member under which an item or a part keeps the signature of the part that it came from. */
const stateOf = (signature: string | undefined): JsonObject =>
  signature === undefined ? {} : { thought_signature: signature };

/**
 * Assembles the parts of an answer into items. Neighbouring texts become one message; a text with a signature remains a
 * part of its own, because the signature must be sent back on the part that it came with.
 */
export const geminiItems = (emit: (event: ResponseEvent) => void, prefix: () => string): GeminiItems => {
  const calls = geminiCalls(emit, prefix);
  let message: Part[] = [];
  let thoughts: Part | undefined;
  let sources: JsonObject = {};

  const emitText = (part: Part, delta: string): void => {
    if (delta === '') return;
    part.text.add(delta);
    emit({ type: 'output_text_delta', delta, content_index: message.length - 1 });
  };

  const emitThought = ({ text }: Part, delta: string): void => {
    if (delta === '') return;
    if (text.isEmpty) emit({ type: 'reasoning_summary_part_added', summary_index: 0 });
    text.add(delta);
    emit({ type: 'reasoning_summary_delta', delta, summary_index: 0 });
  };

  const endPart = (part: Part | undefined): void => {
    if (part !== undefined) emitText(part, part.pieces.end());
  };

  const closeMessage = (): void => {
    if (message.length === 0) return;
    endPart(message.at(-1));
    const content = message.map(({ text, signature }) => ({
      type: 'output_text' as const,
      text: text.text,
      ...stateOf(signature),
    }));
    const item: ResponseItem = { ...MESSAGE, content, ...sources };
    message = [];
    sources = {};
    emit({ type: 'output_item_done', item });
  };

  const closeThoughts = (): void => {
    if (thoughts === undefined) return;
    emitThought(thoughts, thoughts.pieces.end());
    const { text, signature } = thoughts;
    thoughts = undefined;
    const summary = text.isEmpty ? [] : [{ type: 'summary_text' as const, text: text.text }];
    emit({ type: 'output_item_done', item: { ...REASONING, summary, ...stateOf(signature) } });
  };

  const addText = (delta: string, signature: string | undefined): void => {
    if (delta === '' && signature === undefined) return;
    closeThoughts();
    if (message.length === 0) emit({ type: 'output_item_added', item: { ...MESSAGE, content: [] } });
    const last = message.at(-1);
    const part: Part = last !== undefined && last.signature === undefined && signature === undefined ? last : newPart();
    if (part !== last) {
      endPart(last);
      message.push(part);
    }
    if (signature !== undefined) part.signature = signature;
    emitText(part, part.pieces.add(delta));
  };

  const addThought = (delta: string, signature: string | undefined): void => {
    if (delta === '' && signature === undefined) return;
    closeMessage();
    if (thoughts === undefined) {
      thoughts = newPart();
      emit({ type: 'output_item_added', item: { ...REASONING, summary: [] } });
    }
    emitThought(thoughts, thoughts.pieces.add(delta));
    if (signature === undefined) return;
    thoughts.signature = signature;
    closeThoughts();
  };

  const closeTexts = (): void => {
    closeThoughts();
    closeMessage();
  };

  return {
    add: (part) => {
      const { functionCall, text, thought } = part;
      const signature = nonEmptyText(part['thoughtSignature']);
      if (isJsonObject(functionCall)) {
        closeTexts();
        return calls.add(functionCall, stateOf(signature));
      }
      calls.settle(false);
      // A signature may come in a part without content. The API refuses such a part, so it goes back with an empty text.
      const isText = typeof text === 'string' || Object.keys(part).every((key) => key.startsWith('thought'));
      if (isText) (thought === true ? addThought : addText)(typeof text === 'string' ? text : '', signature);
      else {
        closeTexts();
        const item: ResponseItem = { type: 'other', wire: 'gemini', raw: part };
        emit({ type: 'output_item_added', item });
        emit({ type: 'output_item_done', item });
      }
      return true;
    },
    describe: (metadata) => {
      sources = { ...sources, ...metadata };
    },
    settle: (isCut) => {
      calls.settle(isCut);
      closeTexts();
    },
  };
};
