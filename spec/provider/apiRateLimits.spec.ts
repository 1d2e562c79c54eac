import { expect } from 'chai';
import { apiRateLimitsOf } from '../../lib/provider/apiRateLimits.js';

const NOW = 1_700_000_000_000;
const of = (headers: Record<string, string>, now: number | undefined = NOW) =>
  apiRateLimitsOf(new Headers(headers), now);

describe('S11 x-ratelimit-* headers of a success', () => {
  it('S11 are snapshots, one for each unit', () => {
    const snapshots = of({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '45',
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '0',
    });
    expect(snapshots.map(({ limit_id, primary }) => [limit_id, primary])).to.deep.equal([
      [
        'api_requests',
        { used_percent: 25, window_minutes: null, resets_at: NOW / 1000 + 360, limit: 60, remaining: 45 },
      ],
      ['api_tokens', { used_percent: 100, window_minutes: null, resets_at: null, limit: 1000, remaining: 0 }],
    ]);
  });

  const resets: readonly (readonly [string, number | null])[] = [
    ['1s', NOW / 1000 + 1],
    ['1m30.5s', Math.round(NOW / 1000 + 90.5)],
    ['2000ms', NOW / 1000 + 2],
    ['2h', NOW / 1000 + 7_200],
    ['1d', NOW / 1000 + 86_400],
    ['12', NOW / 1000 + 12],
    ['999999999', NOW / 1000 + 999_999_999],
    ['1000000000', 1_000_000_000],
    ['1700000100', 1_700_000_100],
    ['1700000100000', 1_700_000_100],
    ['2023-11-14T22:13:20Z', 1_700_000_000],
    ['soon', null],
    ['', null],
  ];
  for (const [reset, expected] of resets)
    it(`S11 reads the reset ${JSON.stringify(reset)}`, () => {
      const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': reset };
      expect(of(headers)[0]?.primary?.resets_at).to.equal(expected);
    });

  it('S11 knows the window in the name of a unit, and Azure’s spelling', () => {
    const [day] = of({ 'x-ratelimit-limit-tokens-day': '100', 'x-ratelimit-remaining-tokens-day': '50' });
    expect(day).to.have.nested.property('primary.window_minutes', 1440);
    expect(of({ 'x-rate-limit-limit-tokens': '100', 'x-rate-limit-remaining-tokens': '50' })).to.have.length(1);
  });

  it('knows the headers of Anthropic, with the time of the reset as a date', () => {
    const headers = {
      'anthropic-ratelimit-input-tokens-limit': '1000',
      'anthropic-ratelimit-input-tokens-remaining': '250',
      'anthropic-ratelimit-input-tokens-reset': '2023-11-14T22:13:20Z',
      'anthropic-ratelimit-unified-status': 'allowed',
    };
    const primary = { used_percent: 75, window_minutes: null, resets_at: 1_700_000_000, limit: 1000, remaining: 250 };
    expect(of(headers).map((limit) => [limit.limit_id, limit.primary])).to.deep.equal([['api_input_tokens', primary]]);
  });

  it('leaves out units that are unknown or unlimited', () => {
    expect(of({ 'x-ratelimit-limit-tokens': '-1', 'x-ratelimit-remaining-tokens': '-1' })).to.deep.equal([]);
    expect(of({ 'x-ratelimit-limit-tokens': '0', 'x-ratelimit-remaining-tokens': '0' })).to.deep.equal([]);
    expect(of({ 'x-ratelimit-remaining-tokens': '1' })).to.deep.equal([]);
  });
});
