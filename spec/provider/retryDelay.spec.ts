import { expect } from 'chai';
import { apiError, type ApiError, type ApiErrorKind } from '../../lib/protocol/errors/ApiError.js';
import type { HttpError, TransportError } from '../../lib/protocol/errors/TransportError.js';
import { defaultRetryConfig, type RetryConfig } from '../../lib/provider/RetryConfig.js';
import { retryDelay } from '../../lib/provider/retryDelay.js';

interface Said {
  readonly code?: string;
  readonly delay?: number;
  readonly headers?: Readonly<Record<string, string>>;
}
const http = (status: number, { headers = {}, ...said }: Said = {}): ApiError =>
  apiError({
    type: 'transport',
    error: { type: 'http', status, headers, body: '', url: 'https://h.example' },
    ...said,
  });
const transport = (error: TransportError): ApiError => apiError({ type: 'transport', error });
const network = (code?: string): ApiError =>
  transport({ type: 'network', detail: 'lost', ...(code === undefined ? {} : { code }) });

const delayOf = (error: ApiError, config: Partial<RetryConfig> = {}, n = 1): number | undefined =>
  retryDelay(error, n, { ...defaultRetryConfig, ...config }, () => 0.5);

type Row = readonly [what: string, error: ApiError, config?: Partial<RetryConfig>];

const response = (status: number, headers: Readonly<Record<string, string>> = {}): HttpError => ({
  type: 'http',
  status,
  headers,
  body: '',
  url: 'https://h.example',
});

const retried: readonly Row[] = [
  ['a 429', http(429)],
  ['a 500', http(500)],
  ['a 503', http(503)],
  ['a 529', http(529)],
  ['a 599', http(599)],
  ['a 408', http(408)],
  ['a 409', http(409)],
  ['a status of retryStatuses', http(404), { retryStatuses: [404] }],
  [
    'a status of retryStatuses whose kind is known',
    apiError({ type: 'not_found', error: response(404) }),
    { retryStatuses: [404] },
  ],
  ['an overloaded server of any status', apiError({ type: 'server_overloaded', error: response(400) })],
  [
    'an overloaded server that answers 429, by retry429',
    apiError({ type: 'server_overloaded', error: response(429) }),
    { retry5xx: false },
  ],
  [
    'an overloaded server, by retry5xx',
    apiError({ type: 'server_overloaded', error: response(503) }),
    { retry429: false },
  ],
  [
    'a rate limit of any status, by retry429',
    apiError({ type: 'rate_limit', error: response(503) }),
    { retry5xx: false },
  ],
  ['a lost connection', network('ECONNRESET')],
  ['a network error without a code', network()],
  ['a head that does not come', transport({ type: 'timeout' })],
  ['a 429 of another code', http(429, { code: 'rate_limit_exceeded' })],
  ['a 400 with x-should-retry: true', http(400, { headers: { 'x-should-retry': 'true' } })],
  ['a 500 with an x-should-retry that is neither', http(500, { headers: { 'x-should-retry': 'maybe' } })],
  [
    'a 503 with x-should-retry: true though retry5xx is off',
    http(503, { headers: { 'x-should-retry': 'true' } }),
    { retry5xx: false },
  ],
];

const tls = ['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO'];
const quota = ['insufficient_quota', 'usage_limit_reached', 'usage_not_included', 'credit_balance_exhausted'];

const final: readonly Row[] = [
  ...[301, 307, 400, 401, 403, 404, 413, 422].map((status): Row => [`a ${status}`, http(status)]),
  ['a 429 with retry429 off', http(429), { retry429: false }],
  ['a 429 with retry429 off though it says when to come back', http(429, { delay: 0 }), { retry429: false }],
  ['a 500 with retry5xx off', http(500), { retry5xx: false }],
  [
    'an overloaded server that answers 429 with retry429 off',
    apiError({ type: 'server_overloaded', error: response(429) }),
    { retry429: false },
  ],
  [
    'an overloaded server with retry5xx off',
    apiError({ type: 'server_overloaded', error: response(503) }),
    { retry5xx: false },
  ],
  ['a rate limit with retry429 off', apiError({ type: 'rate_limit', error: response(503) }), { retry429: false }],
  ['a request that alone is over the limit', apiError({ type: 'rate_limit', retryable: false, error: response(429) })],
  ...(['quota_exceeded', 'usage_not_included'] as const).map((type): Row => [
    `${type} without a code, although it has x-should-retry: true`,
    apiError({ type, error: response(429, { 'x-should-retry': 'true' }) }),
  ]),
  ['a 408 without retryStatuses', http(408), { retryStatuses: [] }],
  ['a lost connection with retryTransport off', network('ECONNRESET'), { retryTransport: false }],
  ['a timeout with retryTransport off', transport({ type: 'timeout' }), { retryTransport: false }],
  ['a cancelled request', network('ABORT_ERR')],
  ['a refusal of a proxy', network('PROXY_REFUSED')],
  ...tls.map((code): Row => [`the TLS failure ${code}`, network(code)]),
  ...quota.map((code): Row => [`a 429 that says ${code}`, http(429, { code })]),
  ['a 503 that says insufficient_quota', http(503, { code: 'insufficient_quota' })],
  [
    'a quota answer, although it has x-should-retry: true',
    http(429, { code: 'insufficient_quota', headers: { 'x-should-retry': 'true' } }),
  ],
  ['a 500 with x-should-retry: false', http(500, { headers: { 'x-should-retry': 'false' } })],
  ['a 429 with x-should-retry: false', http(429, { headers: { 'x-should-retry': 'false' }, delay: 10 })],
  ['a request that cannot be built', transport({ type: 'build', detail: 'bad header' })],
  ...[
    { type: 'stream', reason: 'truncated', detail: 'cut' } as const,
    { type: 'retryable', detail: 'later', delay: 1 } as const,
    { type: 'rate_limit', detail: 'later' } as const,
    { type: 'api', status: 500, detail: 'x' } as const,
    { type: 'server_overloaded' } as const,
  ].map((kind: ApiErrorKind): Row => [`a ${kind.type} error, which only a body can bring`, apiError(kind)]),
];

describe('retryDelay', () => {
  for (const [what, error, config] of retried)
    it(`retries ${what} (decision: which statuses are retried)`, () => {
      expect(delayOf(error, config)).to.equal(200);
    });

  for (const [what, error, config] of final)
    it(`does not retry ${what} (decision: which statuses are retried)`, () => {
      expect(delayOf(error, config)).to.equal(undefined);
    });

  it('doubles the wait with every failure and gives up after maxAttempts retries', () => {
    expect([1, 2, 3, 4, 5].map((n) => delayOf(http(500), {}, n))).to.deep.equal([200, 400, 800, 1600, undefined]);
  });

  it('makes no retry at all with a maxAttempts of 0', () => {
    expect(delayOf(network(), { maxAttempts: 0 })).to.equal(undefined);
  });

  it('draws the deviation of the back-off from random', () => {
    expect(retryDelay(http(500), 1, defaultRetryConfig, () => 0)).to.equal(180);
  });

  const asked: readonly (readonly [string, number, number | undefined])[] = [
    ['waits exactly as long as the server asks', 1500, 1500],
    ['comes back at once when the server asks for 0', 0, 0],
    ['waits as long as maxDelay when asked to', 60_000, 60_000],
    ['gives up at once when asked for more than maxDelay, rather than come back too early', 60_001, undefined],
  ];
  for (const [what, delay, expected] of asked)
    it(`${what} (decision: Retry-After)`, () => {
      expect(delayOf(http(429, { delay }))).to.equal(expected);
      expect(delayOf(http(503, { delay }), {}, 4)).to.equal(expected);
    });

  it('compares the delay that the server requests with the maxDelay of the provider', () => {
    expect(delayOf(http(429, { delay: 101 }), { maxDelay: 100 })).to.equal(undefined);
    expect(delayOf(http(429, { delay: 100 }), { maxDelay: 100 })).to.equal(100);
  });

  it('lets maxAttempts take precedence over the requested delay and over x-should-retry', () => {
    expect(delayOf(http(429, { delay: 1, headers: { 'x-should-retry': 'true' } }), {}, 5)).to.equal(undefined);
  });
});
