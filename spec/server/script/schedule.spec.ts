import { expect } from 'chai';
import { schedule, type Piece } from '../../../lib/server/script/schedule.js';
import type { Script } from '../../../lib/server/index.js';

const frame = (text: string): Piece => ({ text, isToken: false });
const token = (text: string): Piece => ({ text, isToken: true });
const writes = (pieces: readonly Piece[], script: Script) =>
  [...schedule(pieces, script)].map(({ at, bytes }) => [at, Buffer.from(bytes).toString('latin1')]);

describe('server/schedule', () => {
  const pieces = [frame('start'), token('one'), token('two'), frame('still'), token('three'), frame('end')];
  const cases: readonly (readonly [what: string, script: Script, expected: readonly unknown[]])[] = [
    [
      'writes frame by frame, all at once, when told nothing',
      {},
      [
        [0, 'start'],
        [0, 'one'],
        [0, 'two'],
        [0, 'still'],
        [0, 'three'],
        [0, 'end'],
      ],
    ],
    [
      'waits before the first frame, then between tokens, and for nothing else',
      { pace: { ttft: 100, tokensPerSecond: 50 } },
      [
        [100, 'start'],
        [100, 'one'],
        [120, 'two'],
        [120, 'still'],
        [140, 'three'],
        [140, 'end'],
      ],
    ],
    ['writes everything at once', { cut: 'whole' }, [[0, 'startonetwostillthreeend']]],
    [
      'knows of the pace only the time to the first frame when everything is one write',
      { cut: 'whole', pace: { ttft: 10, tokensPerSecond: 1 } },
      [[10, 'startonetwostillthreeend']],
    ],
    [
      'cuts across frames',
      { cut: 7 },
      [
        [0, 'starton'],
        [0, 'etwosti'],
        [0, 'llthree'],
        [0, 'end'],
      ],
    ],
    [
      'cuts across those frames that go out at the same moment',
      { cut: 7, pace: { tokensPerSecond: 4 } },
      [
        [0, 'starton'],
        [0, 'e'],
        [250, 'twostil'],
        [250, 'l'],
        [500, 'threeen'],
        [500, 'd'],
      ],
    ],
  ];
  for (const [what, script, expected] of cases) it(what, () => expect(writes(pieces, script)).to.deep.equal(expected));

  it('cuts bytes, not characters', () => {
    expect(writes([frame('é')], { cut: 1 })).to.deep.equal([
      [0, '\xc3'],
      [0, '\xa9'],
    ]);
  });

  it('writes nothing where there is nothing', () => {
    expect(writes([], {})).to.deep.equal([]);
    expect(writes([], { cut: 'whole' })).to.deep.equal([]);
    expect(writes([], { cut: 3 })).to.deep.equal([]);
  });

  const senseless: readonly Script[] = [
    { cut: 0 },
    { cut: -1 },
    { cut: 1.5 },
    { cut: NaN },
    { pace: { tokensPerSecond: 0 } },
    { pace: { tokensPerSecond: NaN } },
    { pace: { ttft: -1 } },
    { pace: { ttft: NaN } },
  ];
  for (const script of senseless) {
    const { cut, pace } = script;
    it(`refuses ${cut === undefined ? `a pace of ${Object.entries(pace ?? {}).join()}` : `a cut of ${cut}`}`, () => {
      expect(() => schedule([], script)).to.throw(RangeError);
    });
  }
});
