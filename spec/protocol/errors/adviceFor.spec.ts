import { expect } from 'chai';
import { adviceFor } from '../../../lib/protocol/errors/adviceFor.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import type { StreamReason } from '../../../lib/protocol/errors/StreamReason.js';
import type { TransportError } from '../../../lib/protocol/errors/TransportError.js';

const http = (status: number, code?: string): ApiErrorKind => ({
  type: 'transport',
  error: { type: 'http', status, headers: {}, body: '', url: 'https://host.example' },
  ...(code === undefined ? {} : { code }),
});
const transport = (error: TransportError): ApiErrorKind => ({ type: 'transport', error });

const rows: readonly (readonly [string, RegExp, ApiErrorKind])[] = [
  ['check the key after a 401', /API key/, http(401)],
  ['check the rights of the key after a 403', /key may use/, http(403)],
  ['check address and model after a 404', /base URL.*model/, http(404)],
  ['change the base URL after a redirect', /base URL/, http(307)],
  ['change the base URL after a redirect that a browser hides', /base URL/, http(0)],
  ['send less after a 413', /smaller/, http(413)],
  ['correct the request after a 400', /Correct the request/, http(400)],
  ['correct the request after a 422', /Correct the request/, http(422)],
  ['wait after a 429', /^Wait/, http(429)],
  ['check the billing after a 429 of a quota', /billing/, http(429, 'insufficient_quota')],
  ['try later after a 500', /try again later/, http(500)],
  ['try later after a 529', /try again later/, http(529)],
  ['allow more time after a timeout', /more time/, transport({ type: 'timeout' })],
  [
    'nothing but the fact when the caller cancelled',
    /cancelled/,
    transport({ type: 'network', detail: 'x', code: 'ABORT_ERR' }),
  ],
  ['check the certificates', /certificate/, transport({ type: 'network', detail: 'x', code: 'CERT_HAS_EXPIRED' })],
  ['ask again after a lost connection', /^Try again/, transport({ type: 'network', detail: 'x', code: 'ECONNRESET' })],
  [
    'check the proxy that refused',
    /HTTPS_PROXY.*NO_PROXY/,
    transport({ type: 'network', detail: 'x', code: 'PROXY_REFUSED' }),
  ],
  [
    'try again after a failure of the proxy',
    /try again.*NO_PROXY/,
    transport({ type: 'network', detail: 'x', code: 'PROXY_FAILED' }),
  ],
  [
    'allow the page by CORS where a browser refused',
    /^This is probably CORS/,
    transport({ type: 'network', detail: 'x', code: 'CORS_REFUSED' }),
  ],
  [
    'check the network where a browser may have refused',
    /^Check the network and the base URL/,
    transport({ type: 'network', detail: 'x', code: 'FETCH_REFUSED' }),
  ],
  ['shorten a request that alone is over the limit', /^This request alone/, { type: 'rate_limit', retryable: false }],
  ['set the credentials of a proxy after a 407', /password of the proxy/, http(407)],
  ['check that the server runs', /running/, transport({ type: 'network', detail: 'x', code: 'ECONNREFUSED' })],
  ['correct the options when nothing was sent', /options/, transport({ type: 'build', detail: 'x' })],
  ['check the key after a 401 inside an answer', /API key/, { type: 'api', status: 401, detail: 'x' }],
  [
    'ask again after a cut stream',
    /cut off/,
    { type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' },
  ],
  [
    'allow longer silences after an idle timeout',
    /streamIdleTimeout/,
    { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' },
  ],
  [
    'check the base URL where something else answered',
    /base URL/,
    { type: 'stream', reason: 'not_event_stream', detail: 'expected an event stream, but the body begins: <html>' },
  ],
  [
    'allow more where a bound was reached',
    /maxBufferSize/,
    {
      type: 'stream',
      reason: 'too_large',
      detail: 'a server-sent event is longer than 100 characters (maxBufferSize)',
    },
  ],
  ['compact or begin anew when the context is full', /compact.*new one/, { type: 'context_window_exceeded' }],
  ['check plan and billing when the quota is exceeded', /plan.*billing/, { type: 'quota_exceeded' }],
  ['upgrade a plan that does not include this', /upgrade/, { type: 'usage_not_included' }],
  ['ask again after a passing failure', /^Try again\.$/, { type: 'retryable', detail: 'x' }],
  ['ask again in 2 s when the server says 1200 ms', /in 2 s/, { type: 'retryable', detail: 'x', delay: 1200 }],
  ['ask again in 0 s when the server says 0 ms', /in 0 s/, { type: 'retryable', detail: 'x', delay: 0 }],
  ['wait at a rate limit', /^Wait/, { type: 'rate_limit', detail: 'x' }],
  ['allow more tokens after an incomplete answer', /more output tokens/, { type: 'incomplete', reason: 'x' }],
  ['correct an invalid request', /Correct/, { type: 'invalid_request', detail: 'x' }],
  ['try later or another model at an overloaded server', /later.*another model/, { type: 'server_overloaded' }],
  ['rephrase a flagged request, or ask for trusted access', /Rephrase.*trusted/, { type: 'cyber_policy', detail: 'x' }],
];

describe('adviceFor', () => {
  for (const [advice, expected, kind] of rows)
    it(`advises to ${advice}`, () => {
      expect(adviceFor(apiError(kind)))
        .to.match(expected)
        .and.to.match(/^[A-Z][^\n]*\.$/);
    });
});

const everyKind: readonly ApiErrorKind[] = [
  ...rows.map(([, , kind]) => kind),
  { type: 'file', detail: 'x' },
  { type: 'unauthorized' },
  { type: 'not_found' },
  { type: 'stream', reason: 'refused', detail: 'x' },
  { type: 'stream', reason: 'closed_by_caller', detail: 'x' },
];

describe('adviceFor, for the person at the screen', () => {
  for (const kind of everyKind)
    it(`names no address, option or status: ${JSON.stringify(kind)}`, () => {
      const error = apiError(kind);
      const advice = adviceFor(error, { for: 'user' });
      expect(advice)
        .to.match(/^[A-Z][^\n]*\.$/)
        .and.not.match(/URL|API|key|timeout|Timeout|http|\d{3}|stream/);
      expect(adviceFor(apiErrorData(error), { for: 'user' })).to.equal(advice);
    });

  const waits: readonly (readonly [number, string])[] = [
    [0, 'in 1 second.'],
    [1200, 'in 2 seconds.'],
    [59_000, 'in 59 seconds.'],
    [60_000, 'in 1 minute.'],
    [90_000, 'in 2 minutes.'],
    [3_599_000, 'in 60 minutes.'],
    [3_600_000, 'in 1 hour.'],
    [86_400_000, 'in 24 hours.'],
  ];
  for (const [delay, words] of waits)
    it(`says when to ask again: ${delay} ms is "${words}"`, () => {
      expect(adviceFor(apiError({ type: 'rate_limit', delay }), { for: 'user' })).to.include(words);
    });
});

describe('adviceFor, what the person at the screen can do', () => {
  const stream = (reason: StreamReason): ApiErrorKind => ({ type: 'stream', reason, detail: 'x' });
  const network = (code: string): ApiErrorKind => transport({ type: 'network', detail: 'x', code });
  const groups: readonly (readonly [string, readonly ApiErrorKind[]])[] = [
    ['The request was cancelled.', [network('ABORT_ERR'), stream('closed_by_caller')]],
    [
      'The app is not set up correctly. Please contact its support.',
      [
        http(400),
        http(404),
        network('CERT_HAS_EXPIRED'),
        network('PROXY_REFUSED'),
        transport({ type: 'build', detail: 'x' }),
        stream('not_event_stream'),
        stream('not_json'),
        stream('already_read'),
      ],
    ],
    ['The app may not use this service at the moment. Please contact its support.', [http(401), http(403)]],
    ['The service has a problem. Please try again later.', [408, 409, 500, 503, 599].map((status) => http(status))],
    [
      'The service is busy. Please wait a moment and try again.',
      [http(429), { type: 'rate_limit' }, { type: 'server_overloaded' }],
    ],
    [
      'The request is too long. Please shorten it and try again.',
      [http(413), { type: 'rate_limit', retryable: false }],
    ],
    ['Please try again.', [{ type: 'retryable', detail: 'x' }]],
    ['The service is busy. Please try again in 2 seconds.', [{ type: 'retryable', detail: 'x', delay: 2000 }]],
    [
      'The answer was interrupted. Please try again.',
      [stream('truncated'), stream('connection_lost'), stream('closed')],
    ],
    ['The service stopped answering. Please try again.', [stream('idle')]],
    ['The service cannot be reached. Please check your connection and try again.', [network('ECONNRESET')]],
  ];
  for (const [words, kinds] of groups)
    for (const kind of kinds)
      it(`is "${words}" for ${JSON.stringify(kind)}`, () => {
        expect(adviceFor(apiError(kind), { for: 'user' })).to.equal(words);
      });
});

describe('adviceFor, for the developer', () => {
  const response = (url: string) => ({ type: 'http', status: 404, headers: {}, body: '', url }) as const;
  const doubled: readonly (readonly [string, RegExp])[] = [
    ['https://h.example/v1/responses/responses', /ends in \/responses/],
    ['https://h.example/v1/chat/completions/chat/completions?api-version=1', /ends in \/chat\/completions/],
    ['https://h.example/v1/chat/completions/responses', /ends in \/chat\/completions/],
    ['https://h.example/v1/messages/messages', /ends in \/messages/],
    ['https://h.example/v1/responses', /Check the base URL/],
  ];
  for (const [url, expected] of doubled)
    it(`E5: looks at the address of a 404: ${url}`, () => {
      expect(adviceFor(apiError({ type: 'transport', error: response(url) }))).to.match(expected);
      expect(adviceFor(apiError({ type: 'not_found', error: response(url) }))).to.match(expected);
    });

  it('E5: says what https asked of an http port is', () => {
    const error = { type: 'network', detail: 'x', code: 'ERR_SSL_WRONG_VERSION_NUMBER' } as const;
    expect(adviceFor(apiError({ type: 'transport', error }))).to.match(/does not use TLS/);
  });
});
