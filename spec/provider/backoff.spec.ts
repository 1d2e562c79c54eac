import { expect } from 'chai';
import fc from 'fast-check';
import { backoff } from '../../lib/provider/backoff.js';

const rows: readonly (readonly [number, number, number, number])[] = [
  // base, n, random, wait
  [200, 1, 0.5, 200],
  [200, 2, 0.5, 400],
  [200, 3, 0.5, 800],
  [40, 1, 0, 36],
  [60, 2, 0, 108],
  [15, 5, 0.5, 240],
  [15, 5, 0, 216],
  [33, 1, 0, 29],
  [0, 4, 0.5, 0],
  [200, 9, 0.5, 51_200],
  [200, 10, 0.5, 60_000],
  [200, 100, 0.5, 60_000],
  [70_000, 1, 0.5, 60_000],
];

describe('backoff', () => {
  for (const [baseDelay, n, random, expected] of rows)
    it(`waits ${expected} ms before retry ${n} with a base of ${baseDelay} ms and a chance of ${random}`, () => {
      expect(backoff({ baseDelay, maxDelay: 60_000 }, n, () => random)).to.equal(expected);
    });

  it('stays within a tenth of the doubled base, in whole milliseconds', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 20 }),
        chance,
        (baseDelay, n, random) => {
          const middle = baseDelay * 2 ** (n - 1);
          const wait = backoff({ baseDelay, maxDelay: Infinity }, n, () => random);
          return Number.isInteger(wait) && wait >= Math.floor(middle * 0.9) && wait <= middle * 1.1;
        },
      ),
    );
  });
});
