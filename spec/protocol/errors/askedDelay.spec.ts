import { expect } from 'chai';
import { askedDelay, delayInWords } from '../../../lib/protocol/errors/askedDelay.js';

describe('delayInWords', () => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ['Limit 1, Used 1, Requested 19304. Please try again in 28ms. Visit https://host.example', 28],
    ['Please try again in 1.898s. Visit', 1898],
    ['Please try again in 11.054s.', 11_054],
    ['Rate limit exceeded. Try again in 35 seconds.', 35_000],
    ['try again in 1 second', 1000],
    ['TRY AGAIN IN 2S', 2000],
    ['try again in 1.9ms', 1],
    ['try again in 1.5 s', 1500],
    ['try again in3s', 3000],
    ['try again in 0s', 0],
    ['try again in 2s, then try again in 9s', 2000],
    ['try again in a while, or try again in 9s', 9000],
    ['try again in 6m0s', 360_000],
    ['try again in 5 minutes', 300_000],
    ['try again in 1h2s', 3_602_000],
    ['Please try again in 1m30s.', 90_000],
    ['Please try again in 7m12.5s. Visit https://host.example', 432_500],
    ['Please retry in 34.07s.', 34_070],
    ['please retry after 86400 seconds', 86_400_000],
    ['Retry after 5 minutes', 300_000],
    ['Please wait for 2 minutes and 5 seconds', 125_000],
    ['try again after 1 seconds', 1000],
    ['try again in 2 days', 172_800_000],
    ['Please try again in 6m0s', 360_000],
    ['Please wait 38 seconds before retrying.', 38_000],
    ['Your rate limit resets in ~30s.', 30_000],
    ['try again in 3 moons', undefined],
    ['try again in -2s', undefined],
    ['try again in 7', undefined],
    ['try again later', undefined],
    ['please wait 3s', undefined],
    ['', undefined],
  ];
  for (const [message, expected] of rows)
    it(`reads ${expected === undefined ? 'no delay' : `${expected} ms`} from "${message}"`, () => {
      expect(delayInWords(message)).to.equal(expected);
    });
});

// E3: one reader for every place where a server asks to wait.
describe('askedDelay', () => {
  const NOW = Date.UTC(2026, 10, 21, 1, 32, 0);
  const header = (headers: Readonly<Record<string, string>>) => (name: string) => headers[name];
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' };
  const rows: readonly (readonly [string, Parameters<typeof askedDelay>[0], number | undefined])[] = [
    ['retry-after in seconds', { header: header({ 'retry-after': '2' }) }, 2000],
    ['retry-after-ms', { header: header({ 'retry-after-ms': '150', 'retry-after': '2' }) }, 150],
    ['x-ms-retry-after-ms', { header: header({ 'x-ms-retry-after-ms': '250' }) }, 250],
    ['0 ms beside a second', { header: header({ 'retry-after-ms': '0', 'retry-after': '1' }) }, 1000],
    ['0 ms alone', { header: header({ 'retry-after-ms': '0' }) }, 0],
    [
      'a date, compared with the clock',
      { header: header({ 'retry-after': 'Sat, 21 Nov 2026 01:32:05 GMT' }), now: NOW },
      5000,
    ],
    ['a date without a clock', { header: header({ 'retry-after': 'Sat, 21 Nov 2026 01:32:05 GMT' }) }, undefined],
    ...['retry_after', 'retryAfter', 'retry_after_seconds', 'estimated_time'].map(
      (name) => [`${name} in seconds`, { json: { error: { [name]: 1.5 } } }, 1500] as const,
    ),
    ...['retry_after_ms', 'retryAfterMs'].map(
      (name) => [`${name} in milliseconds`, { json: { [name]: '1500' } }, 1500] as const,
    ),
    ['a member of another type', { json: { retry_after: [3], retryAfter: null, estimated_time: 'soon' } }, undefined],
    ['RetryInfo of Google', { json: [{ error: { code: 429, details: [retryInfo] } }] }, 34_000],
    ['RetryInfo and longer words', { json: { message: 'Please retry in 34.07s.', details: [retryInfo] } }, 34_070],
    ['quotaResetDelay of Google', { json: { details: [{ metadata: { quotaResetDelay: '373.8ms' } }] } }, 373],
    ['a header before the body', { header: header({ 'retry-after': '1' }), json: { details: [retryInfo] } }, 1000],
    ['headers inside a frame', { json: { error: { headers: { 'Retry-After': '3' } } } }, 3000],
    ['numbers as headers inside a frame', { json: { headers: { 'x-ms-retry-after-ms': 700 } } }, 700],
    ['resets_in_seconds of codex', { json: { error: { resets_in_seconds: 90 } } }, 90_000],
    ['resets_at of codex', { json: { error: { resets_at: NOW / 1000 + 60 } }, now: NOW }, 60_000],
    ['resets_at in the past', { json: { error: { resets_at: NOW / 1000 - 60 } }, now: NOW }, 0],
    ['resets_at without a clock', { json: { error: { resets_at: NOW / 1000 } } }, undefined],
    ['words', { json: { error: { message: 'Please try again in 20s' } } }, 20_000],
    ['words of a text', { json: 'slow down, retry in 3s' }, 3000],
    ['words that do not count', { json: { message: 'try again in 20s' }, words: false }, undefined],
    ['nothing', { json: { error: { message: 'no' } } }, undefined],
    [
      'a retryDelay that is none',
      { json: { retryDelay: 'soon', resets_in_seconds: -1, resets_at: 'x' }, now: 0 },
      undefined,
    ],
  ];
  for (const [what, sources, expected] of rows)
    it(`E3: reads ${expected === undefined ? 'no wait' : `${expected} ms`} from ${what}`, () => {
      expect(askedDelay(sources)).to.equal(expected);
    });
});
