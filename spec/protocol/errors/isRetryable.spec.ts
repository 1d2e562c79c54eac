import { expect } from 'chai';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { isRetryable } from '../../../lib/protocol/errors/isRetryable.js';
import type { TransportError } from '../../../lib/protocol/errors/TransportError.js';

const http = (status: number, code?: string): ApiErrorKind => ({
  type: 'transport',
  error: { type: 'http', status, headers: {}, body: '', url: 'https://host.example' },
  ...(code === undefined ? {} : { code }),
});
const transport = (error: TransportError): ApiErrorKind => ({ type: 'transport', error });

const rows: readonly (readonly [string, boolean, ApiErrorKind])[] = [
  ['a lost connection', true, transport({ type: 'network', detail: 'reset', code: 'ECONNRESET' })],
  ['a network error without a code', true, transport({ type: 'network', detail: 'fetch failed' })],
  ['a timeout', true, transport({ type: 'timeout' })],
  ['a cancelled request', false, transport({ type: 'network', detail: 'aborted', code: 'ABORT_ERR' })],
  ['a proxy that refuses', false, transport({ type: 'network', detail: '407', code: 'PROXY_REFUSED' })],
  ['a proxy that fails', true, transport({ type: 'network', detail: '502', code: 'PROXY_FAILED' })],
  ['a bad certificate', false, transport({ type: 'network', detail: 'expired', code: 'CERT_HAS_EXPIRED' })],
  ['a request that cannot be built', false, transport({ type: 'build', detail: 'bad header' })],
  ['a 429 whose code is a used-up quota', false, http(429, 'insufficient_quota')],
  [
    'an api error 429 whose code is a used-up quota',
    false,
    { type: 'api', status: 429, code: 'insufficient_quota', detail: 'no' },
  ],
  ['a 302', false, http(302)],
  ['a 400', false, http(400)],
  ['a 401', false, http(401)],
  ['a 403', false, http(403)],
  ['a 404', false, http(404)],
  ['a 408', true, http(408)],
  ['a 409', true, http(409)],
  ['a 413', false, http(413)],
  ['a 422', false, http(422)],
  ['a 425', true, http(425)],
  ['a 429', true, http(429, 'rate_limit_exceeded')],
  ['a 429 of an exhausted quota', false, http(429, 'insufficient_quota')],
  ['a 429 of a used-up plan', false, http(429, 'usage_limit_reached')],
  ['a 429 of a plan without the model', false, http(429, 'usage_not_included')],
  ['a 500', true, http(500)],
  ['a 503', true, http(503)],
  ['a 529', true, http(529)],
  ['a 500 inside an answer', true, { type: 'api', status: 500, detail: 'x' }],
  ['a 400 inside an answer', false, { type: 'api', status: 400, detail: 'x' }],
  [
    'a truncated stream',
    true,
    { type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' },
  ],
  ['a retryable failure', true, { type: 'retryable', detail: 'x' }],
  ['a rate limit', true, { type: 'rate_limit', detail: 'x' }],
  ['a full context window', false, { type: 'context_window_exceeded' }],
  ['an exceeded quota', false, { type: 'quota_exceeded' }],
  ['usage that is not included', false, { type: 'usage_not_included' }],
  ['an incomplete answer', false, { type: 'incomplete', reason: 'max_output_tokens' }],
  ['an invalid request', false, { type: 'invalid_request', detail: 'x' }],
  ['an overloaded server', true, { type: 'server_overloaded' }],
  ['a rate limit that this request alone is over', false, { type: 'rate_limit', detail: 'x', retryable: false }],
  ['a message that is too long', false, { type: 'stream', reason: 'too_large', detail: 'x' }],
  ['a body that was read', false, { type: 'stream', reason: 'already_read', detail: 'x' }],
  ['a connection that the program closed', false, { type: 'stream', reason: 'closed_by_caller', detail: 'x' }],
  ['a lost connection in the answer', true, { type: 'stream', reason: 'connection_lost', detail: 'x' }],
  ['a file', false, { type: 'file', detail: 'x' }],
  ['a wrong key', false, { type: 'unauthorized' }],
  ['an unknown model', false, { type: 'not_found' }],
  ['a flagged request', false, { type: 'cyber_policy', detail: 'x' }],
];

describe('isRetryable', () => {
  for (const [what, expected, kind] of rows)
    it(`says that asking again ${expected ? 'can' : 'cannot'} mend ${what}`, () => {
      expect(isRetryable(apiError(kind))).to.equal(expected);
      expect(isRetryable(apiErrorData(apiError(kind)))).to.equal(expected);
    });
});
