import { expect } from 'chai';
import fc from 'fast-check';
import * as t from 'io-ts';
import { getOrElseW, isRight, right } from '#either';
import { isJsonObject } from '../../lib/protocol/json.js';
import { openUnion } from '../../lib/protocol/openUnion.js';

const Shape = openUnion(
  'Shape',
  {
    square: t.type({ type: t.literal('square'), side: t.number }),
    circle: t.type({ type: t.literal('circle'), radius: t.number }),
  },
  { box: 'square' },
);
type Shape = t.TypeOf<typeof Shape>;

const read = (json: unknown): Shape =>
  getOrElseW((): never => expect.fail('an open union refused a value'))(Shape.decode(json));

const unreadable: readonly (readonly [string, unknown])[] = [
  ['an unknown tag', { type: 'blob', x: 1, deep: { list: [1, null, { a: 'b' }] } }],
  ['a known tag with a bad body', { type: 'square', side: 'two' }],
  ['a known tag with no body', { type: 'circle' }],
  ['a tag in another case', { type: 'Square', side: 2 }],
  ['no tag', { side: 2 }],
  ['a tag that is no string', { type: 7 }],
  ['a tag that is null', { type: null }],
  ['the tag "constructor"', { type: 'constructor', side: 2 }],
  ['the tag "__proto__"', { type: '__proto__', side: 2 }],
  ['the tag "toString"', { type: 'toString' }],
  ['the tag "hasOwnProperty"', { type: 'hasOwnProperty' }],
  ['the tag "other" without raw', { type: 'other', note: 'the wire may use this word too' }],
  ['an alias with a bad body', { type: 'box', side: null }],
  ['null', null],
  ['a string', 'square'],
  ['a number', 7],
  ['a boolean', false],
  ['a list', [{ type: 'square', side: 2 }]],
  ['undefined', undefined],
];

describe('openUnion', () => {
  it('decodes a known tag with its own codec', () => {
    expect(Shape.decode({ type: 'circle', radius: 3 })).to.deep.equal(right({ type: 'circle', radius: 3 }));
  });

  it('encodes a known member with its own codec', () => {
    const Written = openUnion('Written', {
      dot: new t.Type(
        'dot',
        t.type({ type: t.literal('dot') }).is,
        (value, context) => t.type({ type: t.literal('dot') }).validate(value, context),
        () => ({ type: 'dot', written: true }),
      ),
    });
    expect(Written.encode({ type: 'dot' })).to.deep.equal({ type: 'dot', written: true });
  });

  for (const [what, json] of unreadable) {
    it(`keeps ${what} as { type: 'other', raw } and writes it back verbatim`, () => {
      expect(read(json)).to.deep.equal({ type: 'other', raw: json });
      expect(Shape.encode(read(json))).to.deep.equal(json);
    });
  }

  it('keeps the very object that it does not know, not a copy', () => {
    const raw = { type: 'blob' };
    expect(Shape.encode(read(raw))).to.equal(raw);
  });

  it('reads an alias as the member that it means, and writes it back canonically', () => {
    expect(read({ type: 'box', side: 2 })).to.deep.equal({ type: 'square', side: 2 });
    expect(Shape.encode(read({ type: 'box', side: 2 }))).to.deep.equal({ type: 'square', side: 2 });
  });

  it('keeps what it was sent, alias included, where the body of an alias does not fit', () => {
    expect(read({ type: 'box' })).to.deep.equal({ type: 'other', raw: { type: 'box' } });
  });

  it('decodes what it has decoded to the same value', () => {
    for (const json of [{ type: 'box', side: 2 }, { type: 'circle', radius: 1 }, ...unreadable.map(([, json]) => json)])
      expect(read(read(json))).to.deep.equal(read(json));
  });

  it('recognises its own members and nothing else', () => {
    expect(Shape.is({ type: 'square', side: 1 })).to.equal(true);
    expect(Shape.is({ type: 'other', raw: 5 })).to.equal(true);
    expect(Shape.is({ type: 'square' })).to.equal(false);
    expect(Shape.is({ type: 'blob' })).to.equal(false);
    expect(Shape.is({ type: 'constructor' })).to.equal(false);
    expect(Shape.is(null)).to.equal(false);
  });

  it('does not let a tag or a key of a value reach Object.prototype', () => {
    const json: unknown = JSON.parse('{"type":"__proto__","__proto__":{"polluted":true}}');
    expect(Shape.encode(read(json))).to.equal(json);
    expect(Object.hasOwn(Object.prototype, 'polluted')).to.equal(false);
  });

  it('accepts every JSON value there is', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => isRight(Shape.decode(json))));
  });

  it('writes every value of an unknown tag back as it came', () => {
    const known = ['square', 'circle', 'box', 'other'];
    const tags = fc.string().filter((tag) => !known.includes(tag));
    const bodies = fc.jsonValue().map((json) => (isJsonObject(json) ? json : { json }));
    fc.assert(
      fc.property(tags, bodies, (type, body) => {
        const json = { ...body, type };
        expect(Shape.encode(read(json))).to.deep.equal(json);
      }),
    );
  });
});
