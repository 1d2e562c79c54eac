import { expect } from 'chai';
import { retryAfter } from '../../../lib/protocol/errors/retryAfter.js';

const NOW = Date.UTC(2026, 10, 21, 1, 30, 0);
const asked = (headers: Readonly<Record<string, string>>): number | undefined => {
  const given = new Headers(headers);
  return retryAfter((name) => given.get(name), NOW);
};

const rows: readonly (readonly [string, Readonly<Record<string, string>>, number | undefined])[] = [
  ['nothing', {}, undefined],
  ['milliseconds', { 'retry-after-ms': '200' }, 200],
  ['milliseconds of 0 as zero, not as absent', { 'retry-after-ms': '0' }, 0],
  ['a fraction of a millisecond as the next whole one', { 'retry-after-ms': '0.5' }, 1],
  ['milliseconds before seconds', { 'retry-after-ms': '100', 'retry-after': '30' }, 100],
  ['seconds where the milliseconds are 0 (Azure)', { 'retry-after-ms': '0', 'retry-after': '30' }, 30_000],
  ['seconds where the milliseconds are garbage', { 'retry-after-ms': 'soon', 'retry-after': '2' }, 2000],
  ['seconds where the milliseconds are negative', { 'retry-after-ms': '-5', 'retry-after': '2' }, 2000],
  ['seconds', { 'retry-after': '120' }, 120_000],
  ['seconds with a fraction', { 'retry-after': '1.5' }, 1500],
  ['a Retry-After of 0 as zero, not as absent', { 'retry-after': '0' }, 0],
  ['seconds with spaces around', { 'retry-after': '  7 ' }, 7000],
  ['a date', { 'retry-after': 'Sat, 21 Nov 2026 01:32:00 GMT' }, 120_000],
  ['the present moment', { 'retry-after': 'Sat, 21 Nov 2026 01:30:00 GMT' }, 0],
  ['a date in the past as no wait', { 'retry-after': 'Sat, 21 Nov 2026 01:00:00 GMT' }, 0],
  [
    "a date by the server's own clock, an hour ahead of ours",
    { 'retry-after': 'Sat, 21 Nov 2026 02:30:02 GMT', date: 'Sat, 21 Nov 2026 02:30:00 GMT' },
    2000,
  ],
  [
    "a date by the server's own clock, an hour behind ours",
    { 'retry-after': 'Sat, 21 Nov 2026 00:30:05 GMT', date: 'Sat, 21 Nov 2026 00:30:00 GMT' },
    5000,
  ],
  [
    'a date by our own clock where the server has a broken one',
    { 'retry-after': 'Sat, 21 Nov 2026 01:30:09 GMT', date: 'yesterday' },
    9000,
  ],
];

const garbage = [
  '-1',
  '-0.5',
  '+1',
  '',
  'soon',
  'NaN',
  'Infinity',
  '1e3',
  '0x10',
  '1, 120',
  '1 2',
  '1s',
  '.5',
  '5.',
  '10 Oct 2099',
  '2099-10-10',
  '2099-10-10T00:00:00Z',
  'Sat, 21 Nov 2026 01:32:00 CET',
  'Sat, 21 Nov 2026 01:32:00 +0100',
  'Sat, 21 Xyz 2026 01:32:00 GMT',
  'Sat, 21 Nov 2026 25:61:00 GMT',
];

describe('retryAfter (decision: Retry-After)', () => {
  for (const [what, headers, expected] of rows)
    it(`reads ${what}`, () => {
      expect(asked(headers)).to.equal(expected);
    });

  for (const value of garbage) {
    it(`ignores a Retry-After of "${value}"`, () => {
      expect(asked({ 'retry-after': value })).to.equal(undefined);
    });
    it(`ignores a Retry-After-Ms of "${value}"`, () => {
      expect(asked({ 'retry-after-ms': value })).to.equal(undefined);
    });
  }

  it('takes no date in Retry-After-Ms', () => {
    expect(asked({ 'retry-after-ms': 'Sat, 21 Nov 2026 01:32:00 GMT' })).to.equal(undefined);
  });

  it('takes headers that are null and headers that are undefined for absent', () => {
    expect(retryAfter(() => null, NOW)).to.equal(undefined);
    expect(retryAfter(() => undefined, NOW)).to.equal(undefined);
  });
});
