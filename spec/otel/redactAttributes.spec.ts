import { expect } from 'chai';
import { redactAttributes } from '../../lib/otel/redactAttributes.js';

const redact = (text: string): string => text.replaceAll('key', '***');

describe('redactAttributes', () => {
  it('masks texts and lists of texts, and leaves other values as they are', () => {
    expect(redactAttributes({ a: 'a key', b: ['key', 'b'], c: 1, d: true, e: [1, 2] }, redact)).to.deep.equal({
      a: 'a ***',
      b: ['***', 'b'],
      c: 1,
      d: true,
      e: [1, 2],
    });
  });
});
