import type { ContentPart } from '@ag-ui/core';
import type { ToolOutput } from '../answer/AnswerEvent.js';
import type { ContentItem } from '../protocol/ContentItem.js';
import { isJsonObject, isPresent } from '../protocol/codec/json.js';

const DATA_URL = /^data:([^;,]+);base64,(.*)$/s;

const imagePart = (url: string): ContentPart => {
  const [, mimeType, value] = DATA_URL.exec(url) ?? [];
  return mimeType === undefined || value === undefined
    ? { type: 'image', source: { type: 'url', value: url } }
    : { type: 'image', source: { type: 'data', value, mimeType } };
};

const toPart = (item: ContentItem): ContentPart => {
  if (item.type === 'input_image' && isPresent(item.image_url)) return imagePart(item.image_url);
  if (item.type === 'other') return { type: 'text', text: JSON.stringify(item.raw) };
  return { type: 'text', text: 'text' in item ? item.text : JSON.stringify(item) };
};

/** Converts the output of a tool to the content of an AG-UI message. */
export const toContent = (output: ToolOutput): string | ContentPart[] =>
  typeof output === 'string' ? output : output.map(toPart);

const urlOf = ({ source }: Exclude<ContentPart, { type: 'text' }>): string =>
  source.type === 'data' ? `data:${source.mimeType};base64,${source.value}` : source.value;

const nameOf = (metadata: unknown): string =>
  isJsonObject(metadata) && typeof metadata['filename'] === 'string' ? metadata['filename'] : 'file';

const filePart = (part: Exclude<ContentPart, { type: 'text' }>): ContentItem => {
  const { source } = part;
  if (source.type === 'file') return { type: 'input_file', file_id: source.value };
  if (source.type === 'url') return { type: 'input_file', file_url: source.value };
  return { type: 'input_file', filename: nameOf(part.metadata), file_data: urlOf(part) };
};

const fromPart = (part: ContentPart): ContentItem => {
  if (part.type === 'text') return { type: 'input_text', text: part.text };
  if (part.type === 'image' && part.source.type !== 'file') return { type: 'input_image', image_url: urlOf(part) };
  return filePart(part);
};

/** Converts the content of an AG-UI message to the parts of an item. Audio, video and documents become files. */
export const fromContent = (content: string | readonly ContentPart[]): readonly ContentItem[] =>
  typeof content === 'string' ? [{ type: 'input_text', text: content }] : content.map(fromPart);
