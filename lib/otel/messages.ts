import type { ContentItem } from '../protocol/ContentItem.js';
import { isJsonObject, parseJsonText, type JsonObject } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** A part of a message, as the conventions write it: docs/gen-ai/non-normative/models.py. */
export interface Part extends JsonObject {
  readonly type: string;
}

/** A message, as the conventions write it. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
}

export const textPart = (content: string): Part => ({ type: 'text', content });

export const reasoningPart = (content: string): Part => ({ type: 'reasoning', content });

/** An image by its address. The bytes of one that is sent along are left out. */
export const imagePart = (url: string): Part => {
  const [, mime_type] = /^data:([^;,]*)/.exec(url) ?? [];
  return mime_type === undefined
    ? { type: 'uri', modality: 'image', uri: url }
    : { type: 'blob', modality: 'image', mime_type };
};

/** @param input JSON as text, or any text of a custom tool. */
export const callPart = (id: unknown, name: unknown, input: unknown): Part => ({
  type: 'tool_call',
  id,
  name,
  arguments: typeof input === 'string' ? (parseJsonText(input) ?? input) : input,
});

export const responsePart = (id: unknown, response: unknown): Part => ({ type: 'tool_call_response', id, response });

/** What the conventions have no form for, by its name alone: it may be long, or bytes. */
export const otherPart = (raw: unknown): Part => {
  const type = isJsonObject(raw) ? raw['type'] : undefined;
  return { type: typeof type === 'string' ? type : 'other' };
};

const contentPart = (part: ContentItem): Part => {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return textPart(part.text);
    case 'input_image':
      return imagePart(part.image_url);
    case 'other':
      return isJsonObject(part.raw) && typeof part.raw['refusal'] === 'string'
        ? { type: 'refusal', content: part.raw['refusal'] }
        : otherPart(part.raw);
  }
};

const toolResponse = (id: string, output: string | readonly ContentItem[]): Message => ({
  role: 'tool',
  parts: [responsePart(id, typeof output === 'string' ? output : output.map(contentPart))],
});

const said = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });

type Thought = Extract<ResponseItem, { type: 'reasoning' }>;

const thoughts = ({ summary, content }: Thought): readonly Part[] =>
  [...summary, ...(content ?? [])].flatMap((part) => (part.type === 'other' ? [] : [reasoningPart(part.text)]));

/** An item of a conversation as a message. Encrypted reasoning is no part of it. */
export const itemMessage = (item: ResponseItem): Message => {
  switch (item.type) {
    case 'message':
      return { role: item.role, parts: item.content.map(contentPart) };
    case 'reasoning':
      return said(...thoughts(item));
    case 'function_call':
      return said(callPart(item.call_id, item.name, item.arguments));
    case 'custom_tool_call':
      return said(callPart(item.call_id, item.name, item.input));
    case 'function_call_output':
    case 'custom_tool_call_output':
      return toolResponse(item.call_id, item.output);
    case 'other':
      return said(otherPart(item.raw));
    default:
      return said(otherPart(item));
  }
};
