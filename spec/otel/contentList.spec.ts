import { expect } from 'chai';
import fc from 'fast-check';
import { contentList } from '../../lib/otel/contentList.js';

const written = (maxLength: number, ...list: readonly unknown[]): string | undefined => {
  const content = contentList(maxLength, (text) => text);
  for (const each of list) content.add(each);
  return content.write();
};

describe('contentList', () => {
  it('writes nothing where nothing was added', () => {
    expect(written(100)).to.equal(undefined);
  });

  it('uses its length to the last character, and drops the first member if it is one too long', () => {
    expect(written('["a","b"]'.length, 'a', 'b')).to.equal('["a","b"]');
    expect(written('["a","b"]'.length - 1, 'a', 'b')).to.equal('["b"]');
  });

  it('cuts texts at half of its length, at any depth', () => {
    expect(written(60, { parts: [{ content: 'x'.repeat(31) }] })).to.equal(
      `[{"parts":[{"content":"${'x'.repeat(30)}…"}]}]`,
    );
  });

  it('leaves out what does not fit by itself, and keeps the rest', () => {
    expect(written(10, 'a', { long: 'enough for ten' }, 'b')).to.equal('["a","b"]');
  });

  it('leaves out what cannot be written', () => {
    const nested: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(written(1000, 'a', nested, undefined)).to.equal('["a"]');
  });

  it('is JSON, and never longer than it may be', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 0, max: 300 }), (list, maxLength) => {
        const text = written(maxLength, ...list);
        if (text === undefined) return;
        expect(text.length).to.be.at.most(maxLength);
        expect(JSON.parse(text)).to.be.an('array').that.is.not.empty;
      }),
    );
  });
});
