import { expect } from 'chai';
import * as t from 'io-ts';
import { nullish, integer, isJsonObject, present, withoutAbsent } from '../../../lib/protocol/codec/json.js';

const values: readonly (readonly [string, unknown, { object: boolean; present: boolean; integer: boolean }])[] = [
  ['an object', {}, { object: true, present: true, integer: false }],
  ['null', null, { object: false, present: false, integer: false }],
  ['undefined', undefined, { object: false, present: false, integer: false }],
  ['a list', [], { object: false, present: true, integer: false }],
  ['an empty string', '', { object: false, present: true, integer: false }],
  ['false', false, { object: false, present: true, integer: false }],
  ['zero', 0, { object: false, present: true, integer: true }],
  ['a negative integer', -3, { object: false, present: true, integer: true }],
  ['a fraction', 1.5, { object: false, present: true, integer: false }],
  ['Infinity, which JSON makes of 1e400', JSON.parse('1e400'), { object: false, present: true, integer: false }],
];

describe('json', () => {
  for (const [what, value, expected] of values)
    it(`recognizes ${what}`, () => {
      expect({ object: isJsonObject(value), present: present.is(value), integer: integer.is(value) }).to.deep.equal(
        expected,
      );
      expect(present.decode(value)._tag).to.equal(expected.present ? 'Right' : 'Left');
    });

  it('takes null and undefined for an absent value, and nothing else of the wrong kind', () => {
    const text = nullish(t.string);
    expect([null, undefined, 'x', ''].every(text.is)).to.equal(true);
    expect([0, false, {}, []].some(text.is)).to.equal(false);
  });

  it('leaves out the keys whose value is null or undefined, and keeps the other falsy ones', () => {
    const object = { a: null, b: undefined, c: 0, d: '', e: false };
    expect(withoutAbsent(object)).to.deep.equal({ c: 0, d: '', e: false });
    expect(Object.keys(withoutAbsent(object))).to.deep.equal(['c', 'd', 'e']);
  });
});
