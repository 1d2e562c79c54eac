import { expect } from 'chai';
import { right } from '#either';
import { ContentItem } from '../../lib/protocol/ContentItem.js';

const known: readonly ContentItem[] = [
  { type: 'input_text', text: 'Say hi' },
  { type: 'output_text', text: '' },
  { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
  { type: 'input_image', image_url: 'https://host.example/cat.png', detail: 'high' },
  { type: 'input_image', file_id: 'file_1' },
  { type: 'input_file', file_id: 'file_1' },
  { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
  { type: 'input_audio', audio_url: 'https://host.example/a.mp3' },
  { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
  { type: 'encrypted_content', encrypted_content: 'x' },
];

const kept: readonly (readonly [string, unknown])[] = [
  ['a refusal', { type: 'refusal', refusal: 'no' }],
  ['encrypted content without content', { type: 'encrypted_content' }],
  ['a text part without text', { type: 'output_text' }],
  ['an image without its address', { type: 'input_image', detail: 'low' }],
  ['an image with its address in an object, as Chat has it', { type: 'input_image', image_url: { url: 'u' } }],
  ['a bare string', 'hi'],
];

describe('ContentItem', () => {
  for (const part of known)
    it(`reads and writes ${JSON.stringify(part)}`, () => {
      expect(ContentItem.decode(part)).to.deep.equal(right(part));
      expect(ContentItem.encode(part)).to.deep.equal(part);
    });

  for (const [what, json] of kept)
    it(`keeps ${what} as other`, () => {
      expect(ContentItem.decode(json)).to.deep.equal(right({ type: 'other', raw: json }));
      expect(ContentItem.encode({ type: 'other', raw: json })).to.deep.equal(json);
    });

  it('reads a text part that brings annotations and logprobs', () => {
    const json = { type: 'output_text', text: 'x', annotations: [], logprobs: [] };
    expect(ContentItem.decode(json)).to.have.property('right').that.includes({ type: 'output_text', text: 'x' });
  });
});
