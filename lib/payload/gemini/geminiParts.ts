import type { ContentItem } from '../../protocol/ContentItem.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { readDataUrl } from '../dataUrl.js';

/** The media types of files, by the end of their names. A part with a URL must have one. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ...([
    ['jpg', 'image/jpeg'],
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['gif', 'image/gif'],
  ] as const),
  ...([
    ['webp', 'image/webp'],
    ['pdf', 'application/pdf'],
    ['txt', 'text/plain'],
    ['mp4', 'video/mp4'],
  ] as const),
]);

const mediaTypeOf = (name: string, otherwise: string): string =>
  MEDIA_TYPES.get(/\.(\w+)(?:[?#]|$)/.exec(name)?.[1]?.toLowerCase() ?? '') ?? otherwise;

const filePart = (url: string, name: string, otherwise: string): JsonObject => {
  const data = readDataUrl(url);
  return data === undefined
    ? { fileData: { fileUri: url, mimeType: mediaTypeOf(name, otherwise) } }
    : { inlineData: { mimeType: data.mediaType, data: data.data } };
};

/** Converts the audio of a Chat message, whose format is `wav` or `mp3`. */
const audioPart = (audio: unknown): JsonObject | undefined => {
  if (!isJsonObject(audio)) return undefined;
  const { format, data } = audio;
  return { inlineData: { mimeType: format === 'mp3' ? 'audio/mpeg' : `audio/${String(format)}`, data } };
};

const otherPart = (raw: unknown): unknown => {
  if (!isJsonObject(raw)) return raw;
  if (raw['type'] === 'refusal') return { text: raw['refusal'] };
  if (raw['type'] === 'input_audio') return audioPart(raw['input_audio']) ?? raw;
  if (raw['type'] !== 'input_file' && raw['type'] !== 'input_image') return raw;
  // The id of an uploaded file is its URI.
  const url = nonEmptyText(raw['file_data']) ?? nonEmptyText(raw['file_url']) ?? nonEmptyText(raw['file_id']) ?? '';
  const otherwise = raw['type'] === 'input_image' ? 'image/jpeg' : 'application/pdf';
  return filePart(url, nonEmptyText(raw['filename']) ?? url, otherwise);
};

/** Returns the signature of an item or a part, as a member of the wire. */
export const signatureOf = (value: object): { readonly thoughtSignature?: string } => {
  const { thought_signature }: Record<string, unknown> = { ...value };
  return definedMembers({ thoughtSignature: nonEmptyText(thought_signature) });
};

/**
 * Converts the content of a message, or of the output of a tool. An empty text is kept only with a signature. A part
 * without a form of its own is sent unchanged, so that the server can reject it.
 */
export const geminiParts = (content: readonly ContentItem[]): readonly unknown[] =>
  content.flatMap((part): readonly unknown[] => {
    switch (part.type) {
      case 'input_text':
      case 'output_text': {
        const signature = signatureOf(part);
        return part.text === '' && signature.thoughtSignature === undefined ? [] : [{ text: part.text, ...signature }];
      }
      case 'input_image':
        return [isPresent(part.image_url) ? filePart(part.image_url, part.image_url, 'image/jpeg') : otherPart(part)];
      case 'input_file':
      case 'input_audio':
        return [otherPart(part)];
      case 'encrypted_content':
        return [part];
      case 'other':
        return [otherPart(part.raw)];
    }
  });
