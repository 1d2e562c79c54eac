import {
  isJsonObject,
  nonEmptyText,
  parseJsonText,
  writeJsonText,
  type JsonObject,
} from '../../protocol/codec/json.js';
import { textBuffer, type TextBuffer } from '../../protocol/codec/textBuffer.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { wholePieces } from '../text/wholePieces.js';

/** Receives the events of one answer. */
export type Emit = (event: ResponseEvent) => void;

/** A content block that is being received. */
export interface OpenBlock {
  /** Adds a delta. Returns false if its type is unknown for this block. */
  add(delta: JsonObject): boolean;
  /** Emits the finished item. `isCut` is true if the stream broke off inside the block. */
  stop(isCut: boolean): void;
}

const REASONING = { type: 'reasoning', id: '', summary: [] } as const;

/** A block of reasoning. Its signature proves to the server that the text is unchanged when it is sent back. */
const thinkingBlock = (block: JsonObject, emit: Emit): OpenBlock => {
  const text = textBuffer();
  const pieces = wholePieces();
  const signature = textBuffer();
  signature.add(nonEmptyText(block['signature']) ?? '');
  let isAnnounced = false;
  const announce = (): void => {
    if (!isAnnounced) emit({ type: 'output_item_added', item: { ...REASONING, content: [] } });
    isAnnounced = true;
  };
  const addText = (delta: string): void => {
    if (delta === '') return;
    announce();
    text.add(delta);
    emit({ type: 'reasoning_content_delta', delta, content_index: 0 });
  };
  addText(pieces.add(nonEmptyText(block['thinking']) ?? ''));
  return {
    add: ({ type, thinking, signature: piece }) => {
      if (type === 'thinking_delta') addText(pieces.add(nonEmptyText(thinking) ?? ''));
      else if (type === 'signature_delta') signature.add(nonEmptyText(piece) ?? '');
      else return false;
      return true;
    },
    stop: () => {
      addText(pieces.end());
      // With `display: omitted`, a block has only a signature, which must be sent back too.
      const proof = signature.text;
      if (text.isEmpty && proof === '') return;
      announce();
      const item: ResponseItem = {
        ...REASONING,
        content: text.isEmpty ? [] : [{ type: 'reasoning_text', text: text.text }],
        ...(proof === '' ? {} : { signature: proof }),
      };
      emit({ type: 'output_item_done', item });
    },
  };
};

/** A block of reasoning that only the server can read. It is complete from the start. */
const redactedBlock = ({ data }: JsonObject, emit: Emit): OpenBlock => {
  emit({ type: 'output_item_added', item: { ...REASONING, content: [] } });
  return {
    add: () => false,
    stop: () => emit({ type: 'output_item_done', item: { ...REASONING, content: [], ...{ redacted_data: data } } }),
  };
};

const hasMembers = (value: unknown): value is JsonObject => isJsonObject(value) && Object.keys(value).length > 0;

/** A call of one of the caller's tools. Its further members, such as `caller`, are kept. */
const toolUseBlock = ({ type: _type, id, name, input, ...rest }: JsonObject, emit: Emit): OpenBlock => {
  const call_id = nonEmptyText(id) ?? '';
  const json = textBuffer();
  const pieces = wholePieces();
  const itemOf = (text: string): ResponseItem => ({
    ...rest, // first: a member `arguments` of the block must not replace the text
    type: 'function_call',
    call_id,
    name: nonEmptyText(name) ?? '',
    arguments: text,
  });
  const addText = (delta: string): void => {
    if (delta === '') return;
    json.add(delta);
    emit({ type: 'tool_call_input_delta', delta, call_id });
  };
  emit({ type: 'output_item_added', item: itemOf('') });
  return {
    add: ({ type, partial_json }) => {
      if (type === 'input_json_delta') addText(pieces.add(nonEmptyText(partial_json) ?? ''));
      return type === 'input_json_delta';
    },
    stop: (isCut) => {
      // Gateways, and calls from inside a program, send the whole input at the start and no pieces.
      if (json.isEmpty && hasMembers(input)) addText(writeJsonText(input) ?? '');
      addText(pieces.end());
      // Where the stream broke off before the first piece, no input is not an empty one.
      if (isCut && !isJsonObject(parseJsonText(json.text))) return;
      emit({ type: 'output_item_done', item: itemOf(json.isEmpty ? '{}' : json.text) });
    },
  };
};

/** A block of any other type: tools that the server runs, compactions, types of a later version. It is kept whole. */
const otherBlock = (block: JsonObject, emit: Emit): OpenBlock => {
  const json = textBuffer();
  const texts = new Map<string, TextBuffer>(); // the members that grow
  emit({ type: 'output_item_added', item: { type: 'other', wire: 'messages', raw: block } });
  const textAt = (key: string): TextBuffer => {
    const known = texts.get(key);
    if (known !== undefined) return known;
    const text = textBuffer();
    text.add(nonEmptyText(block[key]) ?? '');
    texts.set(key, text);
    return text;
  };
  return {
    add: ({ type, ...delta }) => {
      if (type === 'input_json_delta') json.add(nonEmptyText(delta['partial_json']) ?? '');
      else if (type === 'compaction_delta') {
        for (const [key, value] of Object.entries(delta)) if (typeof value === 'string') textAt(key).add(value);
      } else return false;
      return true;
    },
    stop: (isCut) => {
      if (isCut) return;
      const grown = Object.fromEntries([...texts].map(([key, { text }]) => [key, text]));
      const input = json.isEmpty ? {} : { input: parseJsonText(json.text) ?? json.text };
      emit({
        type: 'output_item_done',
        item: { type: 'other', wire: 'messages', raw: { ...block, ...grown, ...input } },
      });
    },
  };
};

/** Begins a block that is not text. */
export const openBlock = (block: JsonObject, emit: Emit): OpenBlock => {
  switch (block['type']) {
    case 'thinking':
      return thinkingBlock(block, emit);
    case 'redacted_thinking':
      return redactedBlock(block, emit);
    case 'tool_use':
      return toolUseBlock(block, emit);
    default:
      return otherBlock(block, emit);
  }
};
