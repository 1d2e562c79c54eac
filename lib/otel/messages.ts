import type { ContentItem } from '../protocol/ContentItem.js';
import { isJsonObject, isPresent, parseJsonText, type JsonObject } from '../protocol/codec/json.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';

/** A part of a message in the format of the conventions: docs/gen-ai/non-normative/models.py. */
export interface Part extends JsonObject {
  readonly type: string;
}

/** A message in the format of the conventions. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
}

export const textPart = (content: string): Part => ({ type: 'text', content });

export const reasoningPart = (content: string): Part => ({ type: 'reasoning', content });

/** Describes an image by its URL. For a data URL, only the media type is kept. */
export const imagePart = (url: string): Part => {
  const [, mime_type] = /^data:([^;,]*)/.exec(url) ?? [];
  return mime_type === undefined
    ? { type: 'uri', modality: 'image', uri: url }
    : { type: 'blob', modality: 'image', mime_type };
};

/**
 * Describes a tool call.
 *
 * @param input a JSON string, or the plain string for a custom tool.
 */
export const callPart = (id: unknown, name: unknown, input: unknown): Part => ({
  type: 'tool_call',
  id,
  name,
  arguments: typeof input === 'string' ? (parseJsonText(input) ?? input) : input,
});

export const responsePart = (id: unknown, response: unknown): Part => ({ type: 'tool_call_response', id, response });

/**
 * Describes a part for which the conventions have no format. Records only its type, because the part may be long or
 * binary.
 */
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
      return isPresent(part.image_url) ? imagePart(part.image_url) : otherPart(part);
    case 'input_file':
    case 'input_audio':
    case 'encrypted_content':
      return otherPart(part);
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

const assistantMessage = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts });

type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;

const reasoningParts = ({ summary, content }: Reasoning): readonly Part[] =>
  [...summary, ...(content ?? [])].flatMap((part) => (part.type === 'other' ? [] : [reasoningPart(part.text)]));

/** Converts an item of a conversation to a message. Encrypted reasoning is left out. */
export const itemMessage = (item: ResponseItem): Message => {
  switch (item.type) {
    case 'message':
      return { role: item.role, parts: item.content.map(contentPart) };
    case 'reasoning':
      return assistantMessage(...reasoningParts(item));
    case 'function_call':
      return assistantMessage(callPart(item.call_id, item.name, item.arguments));
    case 'custom_tool_call':
      return assistantMessage(callPart(item.call_id, item.name, item.input));
    case 'function_call_output':
    case 'custom_tool_call_output':
      return toolResponse(item.call_id, item.output);
    case 'other':
      return assistantMessage(otherPart(item.raw));
    default:
      return assistantMessage(otherPart(item));
  }
};
