import type { ContentItem } from '../../protocol/ContentItem.js';
import { isJsonObject, isPresent, nonEmptyText, withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import { readDataUrl } from '../dataUrl.js';

/** Returns the members of a part that the Messages API has too. */
const extrasOf = (part: object): JsonObject => {
  const { citations, cache_control, context }: Record<string, unknown> = { ...part };
  return withoutAbsent({ citations, cache_control, context });
};

const sourceOf = (url: string): JsonObject => {
  const data = readDataUrl(url);
  return data === undefined ? { type: 'url', url } : { type: 'base64', media_type: data.mediaType, data: data.data };
};

const imageSource = (url: string | null | undefined, file_id: unknown): JsonObject =>
  isPresent(url) ? sourceOf(url) : { type: 'file', file_id };

/** Converts a file of the Responses API: PDFs, and plain texts. */
const documentBlock = (file: JsonObject): JsonObject => {
  const { file_data, file_url, file_id, filename } = file;
  const [data, url] = [nonEmptyText(file_data), nonEmptyText(file_url)];
  const at = data ?? url;
  return withoutAbsent({
    type: 'document',
    source: at === undefined ? { type: 'file', file_id } : sourceOf(at),
    title: nonEmptyText(filename),
    ...extrasOf(file),
  });
};

const otherBlock = (raw: unknown): unknown => {
  if (!isJsonObject(raw)) return raw;
  if (raw['type'] === 'input_file') return documentBlock(raw);
  if (raw['type'] === 'input_image')
    return { type: 'image', source: { type: 'file', file_id: raw['file_id'] }, ...extrasOf(raw) };
  return raw['type'] === 'refusal' ? { type: 'text', text: raw['refusal'] } : raw;
};

// The API refuses a text that is empty or has only spaces.
const isBlank = (part: ContentItem): boolean =>
  (part.type === 'input_text' || part.type === 'output_text') && part.text.trim() === '';

/** Converts a part. A part without a form of its own is sent unchanged, so that the server can reject it. */
const block = (part: ContentItem): unknown => {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: part.text, ...extrasOf(part) };
    case 'input_image':
      return { type: 'image', source: imageSource(part.image_url, part.file_id), ...extrasOf(part) };
    case 'input_file':
      return documentBlock({ ...part });
    case 'input_audio':
    case 'encrypted_content':
      return part;
    case 'other':
      return otherBlock(part.raw);
  }
};

/** Converts the content of a message, or the output of a tool, to content blocks. */
export const messagesContent = (parts: readonly ContentItem[]): readonly unknown[] =>
  parts.filter((part) => !isBlank(part)).map(block);
