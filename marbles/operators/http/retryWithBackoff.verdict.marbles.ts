import { EMPTY } from 'rxjs';
import { expectSuccess } from '../../../lib/operators/http/expectSuccess.js';
import { retryWithBackoff } from '../../../lib/operators/http/retryWithBackoff.js';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import type { TransportError } from '../../../lib/protocol/errors/TransportError.js';
import { defaultRetryConfig, type RetryConfig } from '../../../lib/provider/RetryConfig.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { response } from '../../../lib/testing/virtualTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const http = (status: number, headers: Record<string, string> = {}): TransportError => ({
  type: 'http',
  status,
  headers,
  body: '',
  url: 'https://api.test',
});
const network = (code?: string): TransportError => ({
  type: 'network',
  detail: 'gone',
  ...(code === undefined ? {} : { code }),
});
const failure = (error: TransportError, more: { readonly code?: string } = {}) =>
  apiError({ type: 'transport', error, ...more });

const config = { ...defaultRetryConfig, baseDelay: 3, maxAttempts: 1 };
const random = () => 0.5;

describe('retryWithBackoff, which failures', () => {
  const retried: readonly (readonly [string, unknown, Partial<RetryConfig>?])[] = [
    ['a 500', failure(http(500))],
    ['a 599', failure(http(599))],
    ['a 429', failure(http(429))],
    ['a 408', failure(http(408))],
    ['a 409', failure(http(409))],
    ['a lost connection', failure(network('ECONNRESET'))],
    ['a network error without a code', failure(network())],
    ['a timeout', failure({ type: 'timeout' })],
    ['a status that is asked for', failure(http(404)), { retryStatuses: [404] }],
    ['a 400 that says x-should-retry: true', failure(http(400, { 'x-should-retry': 'true' }))],
    ['a 500 with a blurred x-should-retry', failure(http(500, { 'x-should-retry': 'no' }))],
    ['a 429 of a code that is no quota', failure(http(429), { code: 'rate_limit_exceeded' })],
  ];
  for (const [name, error, changes] of retried)
    it(
      `tries again after ${name}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --#', undefined, error);
        const subs = ['        ^-!', '-----^-!'];
        const expected = '     -------#';
        const heads$ = source.pipe(retryWithBackoff({ ...config, ...changes }, { random }));
        expectObservable(heads$).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

  const kinds: readonly ApiErrorKind[] = [
    { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' },
    { type: 'retryable', detail: 'later' },
    { type: 'server_overloaded' },
  ];
  const final: readonly (readonly [string, unknown, Partial<RetryConfig>?])[] = [
    ['a 400', failure(http(400))],
    ['a 401', failure(http(401))],
    ['a redirect', failure(http(307))],
    ['a 500 where retry5xx is off', failure(http(500)), { retry5xx: false }],
    ['a 429 where retry429 is off', failure(http(429)), { retry429: false }],
    ['a 408 where retryStatuses is empty', failure(http(408)), { retryStatuses: [] }],
    ['a lost connection where retryTransport is off', failure(network('ECONNRESET')), { retryTransport: false }],
    ['a timeout where retryTransport is off', failure({ type: 'timeout' }), { retryTransport: false }],
    ['a 500 that says x-should-retry: false', failure(http(500, { 'x-should-retry': 'false' }))],
    ['a 429 of insufficient_quota', failure(http(429), { code: 'insufficient_quota' })],
    ['a 429 of usage_limit_reached', failure(http(429), { code: 'usage_limit_reached' })],
    ['a 429 of usage_not_included', failure(http(429), { code: 'usage_not_included' })],
    ['a wrong certificate', failure(network('CERT_HAS_EXPIRED'))],
    ['a self-signed certificate', failure(network('DEPTH_ZERO_SELF_SIGNED_CERT'))],
    ["the caller's own abort", failure(network('ABORT_ERR'))],
    ['a request that cannot be built', failure({ type: 'build', detail: 'no API key' })],
    ...kinds.map((kind) => [`an error of type ${kind.type}`, apiError(kind)] as const),
    ['an error that is no ApiError', new TypeError('x is not a function')],
    ['a look-alike of an ApiError', { type: 'transport', error: http(500) }],
  ];
  for (const [name, error, changes] of final)
    it(
      `gives up after ${name}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --#', undefined, error);
        const subs = '         ^-!';
        const expected = '     --#';
        const heads$ = source.pipe(retryWithBackoff({ ...config, ...changes }, { random }));
        expectObservable(heads$).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );
});

describe('retryWithBackoff, how long the server requests to wait', () => {
  const answer = (headers: Record<string, string>) => ({
    ...response(EMPTY, { status: 429, headers }),
    url: 'https://api.test',
  });
  const date = 'Sat, 21 Nov 2026 01:32:00 GMT';

  const waits: readonly (readonly [string, Record<string, string>, number])[] = [
    ['milliseconds', { 'retry-after-ms': '4' }, 4],
    ['part of a millisecond, rounded up', { 'retry-after-ms': '4.2' }, 5],
    ['seconds', { 'retry-after': '2' }, 2000],
    ['part of a second', { 'retry-after': '0.005' }, 5],
    ["an HTTP date, by the server's own date", { 'retry-after': 'Sat, 21 Nov 2026 01:32:07 GMT', date }, 7000],
    ['an HTTP date in the past', { 'retry-after': 'Sat, 21 Nov 2026 01:31:00 GMT', date }, 0],
    ['nothing: 0 is at once', { 'retry-after': '0' }, 0],
    ['milliseconds before seconds', { 'retry-after-ms': '6', 'retry-after': '2' }, 6],
    ['as long as maxDelay', { 'retry-after': '60' }, 60_000],
    ['the back-off where it is negative', { 'retry-after': '-1' }, 3],
    ['the back-off where it is garbage', { 'retry-after': '10 Oct' }, 3],
  ];
  for (const [name, headers, wait] of waits)
    it(
      `waits ${name}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --h|', { h: answer(headers) });
        const subs = ['        ^-!', `-- ${wait}ms ^-!`];
        const expected = `-- ${wait}ms --#`;
        const heads$ = source.pipe(expectSuccess({ bodyTimeout: 10 }), retryWithBackoff(config, { random }));
        expectObservable(heads$).toBe(expected, undefined, errorLike({ type: 'rate_limit', status: 429 }));
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

  it(
    'fails at once where it is longer than maxDelay, with the delay',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --h|', { h: answer({ 'retry-after': '61' }) });
      const subs = '         ^-!';
      const expected = '     --#';
      const heads$ = source.pipe(expectSuccess({ bodyTimeout: 10 }), retryWithBackoff(config, { random }));
      expectObservable(heads$).toBe(expected, undefined, errorLike({ type: 'rate_limit', status: 429, delay: 61_000 }));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
