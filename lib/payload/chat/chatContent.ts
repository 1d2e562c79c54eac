import type { ContentItem } from '../../protocol/ContentItem.js';
import { isJsonObject, isPresent, withoutAbsent, type JsonObject } from '../../protocol/codec/json.js';
import { OPAQUE_MEMBERS, stateIn } from '../../protocol/opaqueState.js';
import type { ServerProfile } from '../../protocol/ServerProfile.js';

/** The text between two texts that become one: a blank line, as two paragraphs have it. */
export const BETWEEN_TEXTS = '\n\n';

/** Returns the text of a part; undefined for a part of another kind. */
export const textOf = (part: ContentItem): string | undefined =>
  part.type === 'input_text' || part.type === 'output_text' ? part.text : undefined;

const rawOf = (part: ContentItem): JsonObject => (part.type === 'other' && isJsonObject(part.raw) ? part.raw : {});

const chatFile = (raw: JsonObject, files: ServerProfile['files']): JsonObject => {
  const { type: _type, file_url: url, file_data: data, ...file } = raw;
  if (files === 'document_url')
    return (url ?? data) === undefined
      ? { type: 'file', ...file }
      : { type: 'document_url', document_url: url ?? data };
  // The Chat API has one member for the bytes and for their address.
  return { type: 'file', file: withoutAbsent({ ...file, file_data: data ?? url }) };
};

const chatAudio = (raw: JsonObject, files: ServerProfile['files']): JsonObject => {
  const { input_audio: audio } = raw;
  return files === 'document_url' && isJsonObject(audio) ? { ...raw, input_audio: audio['data'] } : raw;
};

const chatRaw = (raw: unknown, files: ServerProfile['files']): unknown => {
  if (!isJsonObject(raw)) return raw;
  if (raw['type'] === 'input_file') return chatFile(raw, files);
  return raw['type'] === 'input_audio' ? chatAudio(raw, files) : raw;
};

/** The members of a text part that have a place of their own, or none, in the Chat API. */
const TEXT_MEMBERS: ReadonlySet<string> = new Set(['type', 'text', 'annotations', 'logprobs']);

/** The members of a text part that only its server can read. */
const stateOfText = (part: object, { unknownKeys }: ServerProfile): JsonObject => {
  const state = Object.entries(stateIn({ ...part }, TEXT_MEMBERS));
  return Object.fromEntries(state.filter(([name]) => unknownKeys === 'ignored' || OPAQUE_MEMBERS.test(name)));
};

/**
 * Converts a part to the form of the Chat API. A part without such a form is sent unchanged, so that the server can
 * reject it: a part that is left out would go unnoticed.
 */
export const chatPart =
  (profile: ServerProfile) =>
  (part: ContentItem): unknown => {
    switch (part.type) {
      case 'input_text':
      case 'output_text':
        return { type: 'text', text: part.text, ...stateOfText(part, profile) };
      case 'input_image':
        if (!isPresent(part.image_url)) return part;
        return { type: 'image_url', image_url: withoutAbsent({ url: part.image_url, detail: part.detail }) };
      case 'input_file':
      case 'input_audio':
        return chatRaw({ ...part }, profile.files);
      case 'encrypted_content':
        return part;
      case 'other':
        return chatRaw(part.raw, profile.files);
    }
  };

/** Returns the texts of some parts as one. */
export const plainText = (parts: readonly ContentItem[]): string =>
  parts.flatMap((part) => textOf(part) ?? []).join(BETWEEN_TEXTS);

/** Returns true for a text without members that only its server can read: it may join other texts. */
export const isPlainText = (part: ContentItem, profile: ServerProfile): boolean =>
  textOf(part) !== undefined && Object.keys(stateOfText(part, profile)).length === 0;

/** Returns the content of a message: one string if all parts are plain texts, else a list of parts. */
export const chatContent = (parts: readonly ContentItem[], profile: ServerProfile): unknown =>
  parts.every((part) => isPlainText(part, profile)) ? plainText(parts) : parts.map(chatPart(profile));

/** Returns the refusal among some parts; undefined if there is none. */
export const refusalIn = (parts: readonly ContentItem[]): string | undefined =>
  parts
    .map((part) => rawOf(part))
    .flatMap(({ type, refusal }) => (type === 'refusal' && typeof refusal === 'string' ? [refusal] : []))[0];
