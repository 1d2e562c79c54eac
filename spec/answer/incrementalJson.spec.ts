import { expect } from 'chai';
import fc from 'fast-check';
import { incrementalJson } from '../../lib/answer/incrementalJson.js';

/** What a text becomes piece by piece; undefined for a piece after which nothing is new. */
const grown = (...pieces: readonly string[]): readonly unknown[] => {
  const growing = incrementalJson();
  return pieces.map((piece) => {
    growing.add(piece);
    return growing.value();
  });
};

/** Whether `value` may still become `whole`. */
const isBeginningOf = (value: unknown, whole: unknown): boolean => {
  if (typeof value === 'string' && typeof whole === 'string') return whole.startsWith(value);
  if (Array.isArray(value) && Array.isArray(whole))
    return value.every((each, at) => isBeginningOf(each, whole[at]) && at < whole.length);
  if (typeof value === 'object' && value !== null && typeof whole === 'object' && whole !== null)
    return Object.entries(value).every(([key, each]) => isBeginningOf(each, Reflect.get(whole, key)));
  return value === whole;
};

describe('incrementalJson', () => {
  it('gives strings as they grow, members with their values, and all else when it is complete', () => {
    expect(grown('{', '"ci', 'ty"', ':', ' "Pa', 'ris"', ', "n": 1', '2', ', "ok": tr', 'ue}')).to.deep.equal([
      {},
      undefined,
      undefined,
      undefined,
      { city: 'Pa' },
      { city: 'Paris' },
      undefined,
      undefined,
      { city: 'Paris', n: 12 },
      { city: 'Paris', n: 12, ok: true },
    ]);
  });

  it('nests', () => {
    expect(grown('[[1,{"a":[', '"x', '"]}],2', ']').map((value) => JSON.stringify(value))).to.deep.equal([
      '[[1,{"a":[]}]]',
      '[[1,{"a":["x"]}]]',
      '[[1,{"a":["x"]}]]',
      '[[1,{"a":["x"]}],2]',
    ]);
  });

  it('gives a text, true and null at the top too', () => {
    expect(grown('"a', 'b"')).to.deep.equal(['a', 'ab']);
    expect(grown(' nul', 'l ')).to.deep.equal([undefined, null]);
  });

  it('waits for the rest of an escape', () => {
    expect(grown('"a\\', 'n', '\\u00', 'e9\\"', '"').at(-1)).to.equal('a\né"');
    expect(grown('"a\\')).to.deep.equal(['a']);
  });

  it('reads every escape as JSON.parse does', () => {
    for (const escaped of ['\\n', '\\t', '\\r', '\\b', '\\f', '\\"', '\\\\', '\\/', '\\u00e9', '\\ud83d\\ude00'])
      expect(grown(`"a${escaped}z"`), escaped).to.deep.equal([JSON.parse(`"a${escaped}z"`)]);
  });

  it('has members of any name', () => {
    const [value] = grown('{"__proto__": {"a": 1}, "constructor": 2}');
    expect(Object.keys(value as object)).to.deep.equal(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
  });

  for (const text of ['}', '{]', '{"a" 1}', '["a" "b"]', '[1] 2', '{1: 2}', 'nope ', '"a" "b"', ':', '[}', ','])
    it(`stops growing where it shows that ${text} is no JSON`, () => {
      expect(grown(text, '{"a": 1}', '"b"]', ' ').slice(1)).to.deep.equal([undefined, undefined, undefined]);
    });

  it('shares what is complete', () => {
    const growing = incrementalJson();
    growing.add('{"a": {"b": [1]}, "c": "x');
    const before = growing.value();
    growing.add('y');
    const after = growing.value();
    expect(after).to.deep.equal({ a: { b: [1] }, c: 'xy' });
    expect(before).to.deep.equal({ a: { b: [1] }, c: 'x' });
    expect(Reflect.get(after as object, 'a')).to.equal(Reflect.get(before as object, 'a'));
  });

  it('copies at most 16 members per character, however long a list grows', () => {
    const growing = incrementalJson();
    const members = 20_000;
    let copied = 0;
    growing.add('[');
    for (let n = 0; n < members; n++) {
      growing.add('1,');
      const value = growing.value();
      if (Array.isArray(value)) copied += value.length;
    }
    expect(copied).to.be.above(members);
    expect(copied).to.be.at.most(16 * (2 * members + 1));
  });

  describe('whatever the value, and wherever its text is cut', () => {
    const cut = fc
      .tuple(fc.jsonValue(), fc.boolean(), fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 20 }))
      .map(([value, spaced, sizes]) => {
        const text = JSON.stringify(value, null, spaced ? 2 : 0);
        const pieces: string[] = [];
        for (let at = 0, n = 0; at < text.length; n++) {
          const size = 1 + (sizes[n % sizes.length] ?? 0);
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        return { whole: JSON.parse(text) as unknown, pieces };
      });

    it('it becomes that value', () => {
      fc.assert(
        fc.property(cut, ({ whole, pieces }) => {
          const last = grown(...pieces, ' ')
            .filter((value) => value !== undefined)
            .at(-1);
          expect(last).to.deep.equal(whole);
        }),
      );
    });

    it('it only grows', () => {
      fc.assert(
        fc.property(cut, ({ whole, pieces }) => {
          for (const value of grown(...pieces))
            if (value !== undefined) expect(isBeginningOf(value, whole)).to.equal(true);
        }),
      );
    });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...'{ } [ ] , : " \\ u 0 a t n - .'.split(' '), ' ') })),
        (pieces) => {
          grown(...pieces);
        },
      ),
    );
  });
});
