import { expect } from 'chai';
import type { RateLimitSnapshot } from '../../lib/protocol/RateLimitSnapshot.js';
import { rateLimitsOf } from '../../lib/provider/rateLimits.js';

type Given = Readonly<Record<string, string>>;
const read = (headers: Given): readonly RateLimitSnapshot[] => rateLimitsOf(new Headers(headers));

const snapshot = (limit_id: string, parts: Partial<RateLimitSnapshot>): RateLimitSnapshot => ({
  limit_id,
  limit_name: null,
  primary: null,
  secondary: null,
  credits: null,
  plan_type: null,
  ...parts,
});
const used = (used_percent: number, window_minutes: number | null = null, resets_at: number | null = null) => ({
  used_percent,
  window_minutes,
  resets_at,
});
const credits = { has_credits: true, unlimited: false, balance: null };

const PERCENT = 'x-codex-primary-used-percent';
const MINUTES = 'x-codex-primary-window-minutes';
const RESET = 'x-codex-primary-reset-at';
const HAS = 'x-codex-credits-has-credits';
const UNLIMITED = 'x-codex-credits-unlimited';
const BALANCE = 'x-codex-credits-balance';

const primary: readonly (readonly [string, Given, RateLimitSnapshot['primary']])[] = [
  ['all three headers', { [PERCENT]: '12.5', [MINUTES]: '60', [RESET]: '1704069000' }, used(12.5, 60, 1704069000)],
  ['a percentage alone', { [PERCENT]: '10' }, used(10)],
  ['a negative percentage', { [PERCENT]: '-1' }, used(-1)],
  ['no use of a real window', { [PERCENT]: '0', [MINUTES]: '300' }, used(0, 300)],
  ['no use and a reset', { [PERCENT]: '0', [RESET]: '5' }, used(0, null, 5)],
  ['no use and a reset of 0', { [PERCENT]: '0.0', [MINUTES]: '0', [RESET]: '0' }, used(0, 0, 0)],
  ['zeros and no reset', { [PERCENT]: '0', [MINUTES]: '0' }, null],
  ['a zero alone', { [PERCENT]: '0' }, null],
  ['no percentage', { [MINUTES]: '300', [RESET]: '5' }, null],
  ['an exponent', { [PERCENT]: '1e2' }, used(100)],
  ['minutes that no integer of 64 bits holds', { [PERCENT]: '3', [MINUTES]: '99999999999999999999' }, used(3)],
  ['minutes and a reset that are no integers', { [PERCENT]: '3', [MINUTES]: '15.0', [RESET]: 'soon' }, used(3)],
  ...['NaN', 'Infinity', '-inf', '1e999', '', 'many', '12%', '0x10', '1,5', '1, 2'].map(
    (percent) => [`a percentage of "${percent}"`, { [PERCENT]: percent, [MINUTES]: '300' }, null] as const,
  ),
];

const purses: readonly (readonly [string, Given, RateLimitSnapshot['credits']])[] = [
  ['flags in any case', { [HAS]: 'TRUE', [UNLIMITED]: 'False' }, credits],
  ['flags as numbers', { [HAS]: '1', [UNLIMITED]: '0' }, credits],
  ['a balance with spaces around', { [HAS]: '1', [UNLIMITED]: '0', [BALANCE]: '  38 ' }, { ...credits, balance: '38' }],
  ['a blank balance', { [HAS]: '1', [UNLIMITED]: '0', [BALANCE]: ' ' }, credits],
  ['one flag of two', { [HAS]: 'true' }, null],
  ['a flag that is neither', { [HAS]: 'yes', [UNLIMITED]: 'false' }, null],
  ['a balance without flags', { [BALANCE]: '38' }, null],
];

describe('rateLimitsOf (decision: rate limits)', () => {
  for (const [what, headers, window] of primary)
    it(`reads ${what} as ${window === null ? 'no window' : 'a window'}`, () => {
      expect(read(headers)).to.deep.equal(window === null ? [] : [snapshot('codex', { primary: window })]);
    });

  for (const [what, headers, expected] of purses)
    it(`reads ${what} as ${expected === null ? 'no credits' : 'credits'}`, () => {
      expect(read(headers)).to.deep.equal(expected === null ? [] : [snapshot('codex', { credits: expected })]);
    });

  it('emits the default family only if it has data', () => {
    expect(read({})).to.deep.equal([]);
    expect(read({ 'x-codex-limit-name': 'codex' })).to.deep.equal([]);
    expect(read({ 'x-codex-other-primary-used-percent': '1' })).to.deep.equal([
      snapshot('codex_other', { primary: used(1) }),
    ]);
  });

  it('reads the secondary window and the trimmed name of a family', () => {
    const headers = { 'x-codex-secondary-used-percent': '87.5', 'x-codex-secondary-window-minutes': '60' };
    expect(read({ ...headers, 'x-codex-limit-name': ' n ' })).to.deep.equal([
      snapshot('codex', { limit_name: 'n', secondary: used(87.5, 60) }),
    ]);
    expect(read({ ...headers, 'x-codex-limit-name': ' ' })[0]).to.have.property('limit_name', null);
  });

  it('reports the default family first, then the others by id, whatever the case of the names', () => {
    const families = read({
      'X-Codex-Zeta-Primary-Used-Percent': '30',
      'x-codex-beta-primary-used-percent': '20',
      'x-codex-beta-limit-name': 'Beta',
      [PERCENT]: '10',
      'x-alpha-primary-used-percent': '5',
      // As header names these two sort the other way round.
      'x-zoo-primary-used-percent': '6',
      'x-zoo-a-primary-used-percent': '7',
    });
    expect(families).to.deep.equal([
      snapshot('codex', { primary: used(10) }),
      snapshot('alpha', { primary: used(5) }),
      snapshot('codex_beta', { limit_name: 'Beta', primary: used(20) }),
      snapshot('codex_zeta', { primary: used(30) }),
      snapshot('zoo', { primary: used(6) }),
      snapshot('zoo_a', { primary: used(7) }),
    ]);
  });

  it('does not take a family named codex-secondary for the secondary window', () => {
    expect(read({ 'x-codex-secondary-primary-used-percent': '80' })).to.deep.equal([
      snapshot('codex_secondary', { primary: used(80) }),
    ]);
  });

  it('leaves out a family without data', () => {
    expect(read({ 'x-codex-other-primary-used-percent': '0' })).to.deep.equal([]);
  });

  it('gives every family the shared credits, so that they report an otherwise empty one', () => {
    expect(read({ 'x-codex-other-primary-used-percent': '0', [HAS]: 'true', [UNLIMITED]: 'false' })).to.deep.equal([
      snapshot('codex', { credits }),
      snapshot('codex_other', { credits }),
    ]);
  });

  it('finds families by their primary header only', () => {
    expect(read({ 'x-codex-other-secondary-used-percent': '9' })).to.deep.equal([]);
  });

  it('does not take the headers of the public API for a family', () => {
    expect(read({ 'x-ratelimit-limit-requests': '5000', 'x-ratelimit-remaining-requests': '4999' })).to.deep.equal([]);
  });
});
