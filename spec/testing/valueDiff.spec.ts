import { expect } from 'chai';
import { valueDiff, valueLines } from '../../lib/testing/valueDiff.js';

const nested = (depth: number): unknown => (depth === 0 ? 'end' : { inner: nested(depth - 1) });
const cyclic: Record<string, unknown> = { a: 1 };
cyclic['self'] = cyclic;
const namedOf = (...values: readonly unknown[]) => values.flatMap((value) => valueLines(value));

describe('valueDiff', () => {
  const rows: readonly (readonly [title: string, lines: readonly string[], expected: readonly string[]])[] = [
    ['is empty for equal values', valueDiff({ a: [1] }, { a: [1] }), []],
    ['compares values that are no objects', valueDiff('a', 2), ['- "a"', '+ 2']],
    [
      'shows two equal lines before and after a difference',
      valueDiff({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, { a: 1, b: 2, c: 3, d: 0, e: 5, f: 6, g: 7 }),
      ['  …', '    "b": 2,', '    "c": 3,', '-   "d": 4,', '+   "d": 0,', '    "e": 5,', '    "f": 6,', '  …'],
    ],
    [
      'leaves out what is between two differences',
      valueDiff([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ['x', 1, 2, 3, 4, 5, 6, 7, 8, 'y']),
      [...['  [', '-   0,', '+   "x",', '    1,', '    2,'], ...['  …', '    7,', '    8,', '-   9', '+   "y"', '  ]']],
    ],
    ['shows an added member', valueDiff([1], [1, 2]), ['  [', '-   1', '+   1,', '+   2', '  ]']],
    [
      'prints what JSON cannot express',
      namedOf(undefined, null, 1n, Number.NaN, Symbol('s'), new Date(0), new Uint8Array([104, 105])),
      ['undefined', 'null', '1n', 'NaN', 'Symbol(s)', 'Date("1970-01-01T00:00:00.000Z")', 'bytes "hi"'],
    ],
    ['prints an empty object, a list and a set', namedOf({}, [], new Set()), ['{}', '[]', '[]']],
    ['prints a map with its class', valueLines(new Map([['a', 1]])), ['Map {', '  "a": 1', '}']],
    [
      'prints an error with its own members',
      valueLines(Object.assign(new TypeError('no'), { code: 7 })),
      ['TypeError {', '  "name": "TypeError",', '  "message": "no",', '  "code": 7', '}'],
    ],
    ['does not follow a cycle', valueLines(cyclic), ['{', '  "a": 1,', '  "self": […]', '}']],
    ['prints an object without a prototype', valueLines(Object.create(null)), ['{}']],
  ];
  for (const [title, lines, expected] of rows) it(title, () => expect(lines).to.deep.equal(expected));

  it('prints objects of twelve levels, and the outline of deeper ones', () => {
    expect(valueLines(nested(13))).to.include('                        "inner": "end"'.replace(/^/, '  '));
    expect(valueLines(nested(14)).join(''))
      .to.contain('[…]')
      .and.not.to.contain('end');
  });

  it('cuts a text of more than 2000 characters', () => {
    expect(valueLines('x'.repeat(2_000))).to.deep.equal([`"${'x'.repeat(2_000)}"`]);
    expect(valueLines('x'.repeat(2_001))).to.deep.equal([`"${'x'.repeat(2_000)}… (2001 characters)"`]);
  });

  it('shows 40 lines of a difference, and counts the others', () => {
    const left = Array.from({ length: 60 }, (_, index) => index);
    const diff = valueDiff(left, []);
    expect(diff).to.have.length(41);
    expect(diff.at(-1)).to.equal('  … (23 more lines)');
  });

  it('prints 400 lines of a value', () => {
    expect(valueLines(Array.from({ length: 1_000 }, (_, index) => index))).to.have.length(400);
  });
});
