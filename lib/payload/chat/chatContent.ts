import type { ContentItem } from '../../protocol/ContentItem.js';
import { isJsonObject, isPresent, withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';

/** The text between two texts that become one: a blank line, as two paragraphs have it. */
export const BETWEEN_TEXTS = '\n\n';

/** Returns the text of a part; undefined for a part of another kind. */
export const textOf = (part: ContentItem): string | undefined =>
  part.type === 'input_text' || part.type === 'output_text' ? part.text : undefined;

const rawOf = (part: ContentItem): JsonObject => (part.type === 'other' && isJsonObject(part.raw) ? part.raw : {});

const chatFile = (raw: JsonObject, files: ServerProfile['files']): JsonObject => {
  const { type: _type, file_url: url, file_data: data, ...file } = raw;
  if (files === 'document_url' && (url ?? data) !== undefined)
    return { type: 'document_url', document_url: url ?? data };
  // The Chat API has one member for the bytes and for their address.
  return { type: 'file', file: withoutAbsent({ ...file, file_data: data ?? url }) };
};

/**
 * Converts a part to the form of the Chat API. A part without such a form is sent unchanged, so that the server can
 * reject it: a part that is left out would go unnoticed.
 */
export const chatPart =
  (files: ServerProfile['files']) =>
  (part: ContentItem): unknown => {
    switch (part.type) {
      case 'input_text':
      case 'output_text':
        return { type: 'text', text: part.text };
      case 'input_image':
        if (!isPresent(part.image_url)) return part;
        return { type: 'image_url', image_url: withoutAbsent({ url: part.image_url, detail: part.detail }) };
      case 'input_file':
        return chatFile({ ...part }, files);
      case 'input_audio':
      case 'encrypted_content':
        return part;
      case 'other':
        return rawOf(part)['type'] === 'input_file' ? chatFile(rawOf(part), files) : part.raw;
    }
  };

/** Returns the texts of some parts as one. */
export const plainText = (parts: readonly ContentItem[]): string =>
  parts.flatMap((part) => textOf(part) ?? []).join(BETWEEN_TEXTS);

/** Returns the content of a message: one string if all parts are texts, else a list of parts. */
export const chatContent = (parts: readonly ContentItem[], files: ServerProfile['files']): unknown =>
  parts.every((part) => textOf(part) !== undefined) ? plainText(parts) : parts.map(chatPart(files));

/** Returns the refusal among some parts; undefined if there is none. */
export const refusalIn = (parts: readonly ContentItem[]): unknown =>
  parts.map(rawOf).find(({ type }) => type === 'refusal')?.['refusal'];
