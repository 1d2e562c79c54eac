import { expect } from 'chai';
import { callIds } from '../../lib/payload/callIds.js';

describe('callIds', () => {
  for (const [form, id, fits] of [
    ['any', 'x'.repeat(100), true],
    ['max40', 'x'.repeat(40), true],
    ['max40', 'x'.repeat(41), false],
    ['max64', 'x'.repeat(64), true],
    ['max64', 'x'.repeat(65), false],
    ['alnum9', 'abcDEF123', true],
    ['alnum9', 'call_1234', false],
  ] as const)
    it(`${fits ? 'keeps' : 'replaces'} an id of ${id.length} characters: ${form}`, () => {
      const next = callIds(form).next(id);
      expect(next === id).to.equal(fits);
      expect(next).to.match(fits ? /./ : /^[a-z0-9]{9}$/);
      expect(callIds(form).next(id), 'the same in every conversation').to.equal(next);
    });

  it('gives no id twice', () => {
    const ids = callIds('alnum9');
    const given = ['a', 'a', 'b', 'abcdefgh1', 'abcdefgh1'].map((id) => ids.next(id));
    expect(new Set(given).size).to.equal(given.length);
  });
});
