import * as t from 'io-ts';
import { nullish } from './codec/json.js';
import { openUnion, type MemberOf } from './codec/openUnion.js';

const InputText = t.type({ type: t.literal('input_text'), text: t.string });
const InputImage = t.intersection([
  t.type({ type: t.literal('input_image'), image_url: t.string }),
  t.partial({ detail: nullish(t.string) }),
]);
const OutputText = t.intersection([
  t.type({ type: t.literal('output_text'), text: t.string }),
  // Sources that the text cites, and the probabilities of its tokens, as received.
  t.partial({ annotations: t.unknown, logprobs: t.unknown }),
]);

/**
 * One part of a message or of the output of a tool: `input_text`, `input_image` or `output_text`. A part of any other
 * type, such as a refusal or a file, is kept as `{ type: 'other', raw }`, so that the rest of its message is not lost.
 * A part keeps members that are not known, such as a signature, and is written back with them.
 */
export const ContentItem = openUnion('ContentItem', {
  input_text: InputText,
  input_image: InputImage,
  output_text: OutputText,
});
export type ContentItem = MemberOf<typeof ContentItem>;
