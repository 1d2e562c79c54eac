import { expect } from 'chai';
import * as t from 'io-ts';
import { isLeft } from '#either';
import { decodeFault } from '../../../lib/protocol/errors/decodeFault.js';
import { nullish, integer } from '../../../lib/protocol/codec/json.js';

const faultOf = (codec: t.Mixed, value: unknown): string => {
  const decoded = codec.decode(value);
  return isLeft(decoded) ? decodeFault(decoded.left) : expect.fail('the value fits');
};

const Point = t.type({ x: integer, y: integer }, 'Point');
const rows: readonly (readonly [string, t.Mixed, unknown, string])[] = [
  [
    'the place and what was expected',
    t.type({ at: Point }),
    { at: { x: 'a', y: 0 } },
    'at.x: expected integer, got "a"',
  ],
  ['a missing value', Point, { x: 1 }, 'y: expected integer, got nothing'],
  ['a null', Point, { x: 1, y: null }, 'y: expected integer, got null'],
  ['a member of a list by its index', t.array(t.string), ['a', 1], '1: expected string, got 1'],
  ['the whole value where there is no place', t.string, 7, 'expected string, got 7'],
  [
    'no branch of an intersection',
    t.intersection([t.type({ a: t.string }), Point]),
    { x: 0, y: 0 },
    'a: expected string, got nothing',
  ],
  ['no branch of a union', t.type({ a: nullish(t.string) }), { a: 1 }, 'a: expected string, got 1'],
  ['the first fault of several', Point, {}, 'x: expected integer, got nothing'],
  [
    'a fault deep in an object',
    t.type({ id: t.string, usage: nullish(t.type({ point: Point })) }),
    { id: 'r', usage: { point: { x: 1 } } },
    'usage.point.y: expected integer, got nothing',
  ],
];

describe('decodeFault', () => {
  for (const [what, codec, value, expected] of rows)
    it(`names ${what}`, () => {
      expect(faultOf(codec, value)).to.equal(expected);
    });

  it('shows only the first words of a long value', () => {
    expect(faultOf(t.number, 'x'.repeat(1000))).to.have.lengthOf.below(100);
  });

  it('says something when there is no fault at all', () => {
    expect(decodeFault([])).to.equal('does not fit');
  });
});
