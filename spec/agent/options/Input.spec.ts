import { expect } from 'chai';
import { imagesOf, promptOf } from '../../../lib/agent/options/Input.js';

describe('Input', () => {
  const parts = [
    { type: 'text', text: 'a' },
    { type: 'local_image', path: '/x.png' },
    { type: 'text', text: 'b' },
  ] as const;

  it('makes paragraphs of several texts', () => {
    expect(promptOf(parts)).to.equal('a\n\nb');
    expect(promptOf('a\nb')).to.equal('a\nb');
  });

  it('gives the paths of its pictures', () => {
    expect(imagesOf(parts)).to.deep.equal(['/x.png']);
    expect(imagesOf('/x.png')).to.deep.equal([]);
  });
});
