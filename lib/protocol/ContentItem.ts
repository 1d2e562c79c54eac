import * as t from 'io-ts';
import { nullish } from './codec/json.js';
import { openUnion, type MemberOf } from './codec/openUnion.js';

const InputText = t.type({ type: t.literal('input_text'), text: t.string });
const text = nullish(t.string);
/** A picture: its URL, or the id of an uploaded file. */
const InputImage = t.refinement(
  t.intersection([
    t.type({ type: t.literal('input_image') }),
    t.partial({ image_url: text, file_id: text, detail: text }),
  ]),
  ({ image_url, file_id }) => typeof image_url === 'string' || typeof file_id === 'string',
  'input_image',
);
const InputFile = t.intersection([
  t.type({ type: t.literal('input_file') }),
  t.partial({ file_id: text, file_url: text, file_data: text, filename: text }),
]);
const InputAudio = t.intersection([
  t.type({ type: t.literal('input_audio') }),
  t.partial({ audio_url: text, file_id: text, input_audio: t.unknown }),
]);
const EncryptedContent = t.type({ type: t.literal('encrypted_content'), encrypted_content: t.string });
const OutputText = t.intersection([
  t.type({ type: t.literal('output_text'), text: t.string }),
  // Sources that the text cites, and the probabilities of its tokens, as received.
  t.partial({ annotations: t.unknown, logprobs: t.unknown }),
]);

/**
 * One part of a message or of the output of a tool: text, a picture, a file, audio, or content that only its server can
 * read. A part of any other type, such as a refusal, is kept as `{ type: 'other', raw }`, so that the rest of its message
 * is not lost. A part keeps members that are not known, such as a signature, and is written back with them.
 */
export const ContentItem = openUnion('ContentItem', {
  input_text: InputText,
  input_image: InputImage,
  output_text: OutputText,
  input_file: InputFile,
  input_audio: InputAudio,
  encrypted_content: EncryptedContent,
});
export type ContentItem = MemberOf<typeof ContentItem>;
