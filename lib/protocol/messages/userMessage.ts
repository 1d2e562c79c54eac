import { toBase64 } from '../codec/binary.js';
import type { ContentItem } from '../ContentItem.js';
import type { ResponseItem } from '../ResponseItem.js';

/** A picture: its URL, also as a data URL, or its bytes with their media type. */
export type ImageSource =
  | string
  | { readonly url: string; readonly detail?: string | undefined }
  | { readonly data: Uint8Array; readonly mediaType: string; readonly detail?: string | undefined };

/** A file: its URL, the id of an uploaded file, or its bytes with their media type and its name. */
export type FileSource =
  | { readonly url: string }
  | { readonly fileId: string }
  | { readonly data: Uint8Array; readonly mediaType: string; readonly filename: string };

/** The parts that a user message can have in addition to its text. */
export interface UserMessageOptions {
  readonly images?: readonly ImageSource[] | undefined;
  readonly files?: readonly FileSource[] | undefined;
}

const dataUrl = (data: Uint8Array, mediaType: string): string => `data:${mediaType};base64,${toBase64(data)}`;

const imagePart = (source: ImageSource): ContentItem => {
  if (typeof source === 'string') return { type: 'input_image', image_url: source };
  const image_url = 'url' in source ? source.url : dataUrl(source.data, source.mediaType);
  return { type: 'input_image', image_url, ...(source.detail === undefined ? {} : { detail: source.detail }) };
};

const filePart = (source: FileSource): ContentItem => {
  if ('url' in source) return { type: 'input_file', file_url: source.url };
  if ('fileId' in source) return { type: 'input_file', file_id: source.fileId };
  const { data, mediaType, filename } = source;
  return { type: 'input_file', filename, file_data: dataUrl(data, mediaType) };
};

/**
 * Creates a user message, with pictures and files if there are any. A string in place of a prompt's input stands for
 * the same item.
 *
 * @example
 * const page = new Uint8Array([37, 80, 68, 70]);
 * const question = userMessage('What do they show?', {
 *   images: ['https://host.example/cat.png'],
 *   files: [{ data: page, mediaType: 'application/pdf', filename: 'page.pdf' }],
 * });
 * client.streamPrompt('gpt-5.1', { input: [...history, question] });
 */
export const userMessage = (text: string, { images = [], files = [] }: UserMessageOptions = {}): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }, ...images.map(imagePart), ...files.map(filePart)],
});
