import { expect } from 'chai';
import fc from 'fast-check';
import { sameJson } from '../../../lib/protocol/codec/sameJson.js';

const same: readonly (readonly [unknown, unknown])[] = [
  [0, -0],
  [null, null],
  [1, 1.0],
  ['é', '\u00e9'],
  [[], []],
  [{}, {}],
  [
    { a: 1, b: { c: [1, { d: null }] } },
    { b: { c: [1, { d: null }] }, a: 1 },
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [{}, { b: undefined }],
];

const different: readonly (readonly [unknown, unknown])[] = [
  [JSON.parse('{"__proto__":{}}'), {}],
  [1, '1'],
  [0, false],
  [0, null],
  ['', null],
  ['', false],
  [[], {}],
  [[], null],
  [{}, null],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 1]],
  [[null], []],
  [[0], { 0: 0 }],
  [[], { length: 0 }],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ a: null }, {}],
  [{ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }],
  [{ toString: 1 }, {}],
  [{ constructor: {} }, {}],
  ['é', 'e\u0301'],
];

const text = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (each === undefined ? '(undefined)' : each));

/** JSON with its keys in order: two values say the same if these texts are equal. */
const normal = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

const hasNegativeZero = (value: unknown): boolean =>
  Object.is(value, -0) ||
  (typeof value === 'object' && value !== null && Object.values(value).some((each) => hasNegativeZero(each)));

// What JSON.stringify writes as 0 is not asked for, and neither is the key that no object literal can have.
const json = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => !hasNegativeZero(value) && !JSON.stringify(value).includes('__proto__'));
/** Small values, which are often equal. */
const smallJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(null, true, false, 0, 1, '', 'a'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

const nested = (depth: number, inside: string): unknown =>
  JSON.parse(`${'{"a":['.repeat(depth)}${inside}${']}'.repeat(depth)}`);

describe('sameJson', () => {
  for (const [a, b] of same)
    it(`takes ${text(a)} and ${text(b)} for the same`, () => {
      expect([sameJson(a, b), sameJson(b, a)]).to.deep.equal([true, true]);
    });

  for (const [a, b] of different)
    it(`distinguishes ${text(a)} from ${text(b)}`, () => {
      expect([sameJson(a, b), sameJson(b, a)]).to.deep.equal([false, false]);
    });

  it('agrees with the text of JSON whose keys are sorted, for any two values', () => {
    const pair = fc.oneof(fc.tuple(json, json), fc.tuple(smallJson, smallJson));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect([sameJson(a, b), sameJson(b, a)]).to.deep.equal(Array(2).fill(normal(a) === normal(b)));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a value for the same as its copy over the wire, in another order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        const copy: unknown = JSON.parse(normal(value));
        expect([sameJson(value, copy), sameJson(copy, value)]).to.deep.equal([true, true]);
      }),
      { numRuns: 1000 },
    );
  });

  it('compares values that are nested 400 times', () => {
    expect(sameJson(nested(400, '1'), nested(400, '1'))).to.equal(true);
    expect(sameJson(nested(400, '1'), nested(400, '2'))).to.equal(false);
  });

  it('takes two values that are nested 50 000 times for different, without overflowing the stack', () => {
    expect(sameJson(nested(50_000, '1'), nested(50_000, '1'))).to.equal(false);
  });

  it('takes a value for the same as itself, however deep it is', () => {
    const deep = nested(50_000, '1');
    expect(sameJson(deep, deep)).to.equal(true);
  });

  it('comes to an end where values contain themselves', () => {
    const cyclic = () => {
      const value: Record<string, unknown> = {};
      value['self'] = [value, value];
      return value;
    };
    expect(sameJson(cyclic(), cyclic())).to.equal(false);
  });
});
