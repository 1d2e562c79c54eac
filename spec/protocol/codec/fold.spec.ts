import { expect } from 'chai';
import { fold, type Tagged } from '../../../lib/protocol/codec/fold.js';

type Shape = { readonly type: 'square'; readonly side: number } | { readonly type: 'circle'; readonly radius: number };

describe('fold', () => {
  const size = fold<Shape, number>({ square: ({ side }) => side, circle: ({ radius }) => 2 * radius });

  it('gives every member to the handler of its type', () => {
    expect(size({ type: 'square', side: 3 })).to.equal(3);
    expect(size({ type: 'circle', radius: 3 })).to.equal(6);
  });

  for (const type of ['blob', 'toString', 'constructor', '__proto__'])
    it(`throws a TypeError that names the tag ${type} when no handler has it`, () => {
      const known = fold<Tagged, string>({ square: () => 'square' });
      expect(() => known({ type })).to.throw(TypeError, `fold has no case for the type "${type}"; add one`);
    });
});
