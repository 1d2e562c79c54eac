import { expect } from 'chai';
import fc from 'fast-check';
import { textBuffer } from '../../../lib/protocol/codec/textBuffer.js';

describe('textBuffer', () => {
  it('is all pieces in their order, whenever it is read', () => {
    const someOf200 = fc.array(fc.record({ piece: fc.string(), isRead: fc.boolean() }), { maxLength: 200 });
    fc.assert(
      fc.property(someOf200, (steps) => {
        const grown = textBuffer();
        let whole = '';
        for (const { piece, isRead } of steps) {
          grown.add(piece);
          whole += piece;
          if (isRead) expect(grown.text).to.equal(whole);
        }
        expect(grown.text).to.equal(whole);
      }),
    );
  });

  it('is empty until the first piece, read or not', () => {
    const grown = textBuffer();
    expect(grown.isEmpty).to.equal(true);
    grown.add('a');
    expect(grown.isEmpty).to.equal(false);
    expect(grown.text).to.equal('a');
    expect(grown.isEmpty).to.equal(false);
  });
});
