import { expect } from 'chai';
import { alignMarbles, marbleDuration, type MarbleLine, type MarbleMark } from '../../lib/testing/alignMarbles.js';

/** A mark for each letter of a text; a dash is a millisecond. */
const marksOf = (text: string): readonly MarbleMark[] =>
  Array.from(text).flatMap((symbol, at) => (symbol === '-' ? [] : [{ at, symbol }]));
const line = (label: string, text: string): MarbleLine => ({ label, marks: marksOf(text) });
const at = (label: string, ...marks: readonly (readonly [at: number, symbol: string])[]): MarbleLine => ({
  label,
  marks: marks.map(([time, symbol]) => ({ at: time, symbol })),
});

describe('alignMarbles', () => {
  const rows: readonly (readonly [title: string, drawing: string, expected: readonly string[]])[] = [
    [
      'gives the same time the same column',
      alignMarbles([line('a  ', '-a--b|'), line('bc  ', '--a-b-|')]),
      ['a   -a--b|', 'bc  --a-b-|'],
    ],
    [
      'draws a caret with its time below the second line',
      alignMarbles([line('', '-a|'), line('', '--a|')], { caret: { below: 1, at: 1 } }),
      ['-a|', '--a|', ' ^ 1 ms'],
    ],
    [
      'draws a caret below the first line',
      alignMarbles([line('', 'ab'), line('', 'aa')], { caret: { below: 0, at: 1 } }),
      ['ab', ' ^ 1 ms', 'aa'],
    ],
    [
      'writes 20 ms as dashes and 21 ms as a duration',
      alignMarbles([at('', [20, 'a'], [42, 'b'])]),
      ['--------------------a 21ms b'],
    ],
    [
      'leaves the width of a duration out of a line that has ended',
      alignMarbles([at('', [1, '|']), at('', [300_001, '|'])], { caret: { below: 1, at: 1 } }),
      ['-|', '-- 299999ms |', ' ^ 1 ms'],
    ],
    [
      'puts what happens at one time into a group, which takes the time of its characters',
      alignMarbles([at('', [0, 'a'], [0, 'b'], [4, 'c']), at('', [0, 'a'], [5, 'c'])]),
      ['(ab)c', 'a----c'],
    ],
    [
      'makes room for a group where the other line has no time for it',
      alignMarbles([at('', [0, 'a'], [0, 'b'], [4, 'd']), at('', [0, 'a'], [1, 'b'], [2, 'c'], [4, 'd'])]),
      ['(ab)---d', 'a   bc-d'],
    ],
    [
      'points into a group',
      alignMarbles([at('', [0, 'a'], [0, 'b']), at('', [0, 'a'], [0, 'c'])], { caret: { below: 1, at: 0, skip: 1 } }),
      ['(ab)', '(ac)', '  ^ 0 ms'],
    ],
    [
      'draws an open line to the end',
      alignMarbles([{ ...line('', '^'), open: true }, line('', '^--!')]),
      ['^---', '^--!'],
    ],
    ['says that a line has nothing', alignMarbles([line('a ', '-a'), line('b ', '')]), ['a -a', 'b (none)']],
    ['draws two lines of nothing', alignMarbles([line('a ', ''), line('b ', '')]), ['a (none)', 'b (none)']],
    ['begins before zero where a mark does', alignMarbles([at('', [-2, 'a'], [1, 'b'])]), ['a--b']],
    ['draws times between milliseconds', alignMarbles([at('', [1.5, 'a'], [2, 'b'])]), ['1.5ms ab']],
    [
      'counts characters, not UTF-16 units',
      alignMarbles([line('', '-a-|'), at('', [1, '🎈'], [3, '|'])]),
      ['-a-|', '-🎈-|'],
    ],
    [
      'cuts a long line around the caret',
      alignMarbles([line('', '-a'.repeat(50)), line('', `${'-a'.repeat(30)}b${'-a'.repeat(20)}`)], {
        caret: { below: 1, at: 60 },
        width: 20,
      }),
      ['…a-a-a-a-a-a-a-a-a-…', '…a-a-a-a-ab-a-a-a-a…', '          ^ 60 ms'],
    ],
    [
      'cuts the end of a long line where the difference is at its beginning',
      alignMarbles([line('', '-a'.repeat(50)), line('', `b${'a-'.repeat(50)}`)], {
        caret: { below: 1, at: 0 },
        width: 10,
      }),
      ['-a-a-a-a-…', 'ba-a-a-a-…', '^ 0 ms'],
    ],
  ];
  for (const [title, drawing, expected] of rows) it(title, () => expect(drawing.split('\n')).to.deep.equal(expected));

  it('draws thousands of marks', () => {
    const marks = Array.from({ length: 20_000 }, (_, index) => ({ at: 3 * index, symbol: 'a' }));
    const drawing = alignMarbles([{ label: '', marks }], { caret: { below: 0, at: 30_000 }, width: 11 });
    expect(drawing.split('\n')).to.deep.equal(['…-a--a--a-…', '     ^ 30000 ms']);
  });
});

describe('marbleDuration', () => {
  for (const [duration, text] of [
    [21, '21ms'],
    [999, '999ms'],
    [1_500, '1.5s'],
    [1_550, '1550ms'],
    [60_000, '1m'],
    [90_000, '90s'],
    [300_000, '5m'],
    [0.5, '0.5ms'],
  ] as const)
    it(`writes ${duration} ms as ${text}`, () => expect(marbleDuration(duration)).to.equal(text));
});
