import { expect } from 'chai';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { shouldFailOver } from '../../../lib/protocol/errors/shouldFailOver.js';
import type { TransportError } from '../../../lib/protocol/errors/TransportError.js';

const transport = (error: TransportError): ApiErrorKind => ({ type: 'transport', error });
const http = (status: number, code?: string): ApiErrorKind => ({
  ...transport({ type: 'http', status, headers: {}, body: '', url: 'https://host.example' }),
  ...(code === undefined ? {} : { code }),
});
const refused = (status: number, body: string): ApiErrorKind =>
  transport({ type: 'http', status, headers: {}, body, url: 'https://host.example' });
const api = (status: number): ApiErrorKind => ({ type: 'api', status, detail: 'x' });

const rows: readonly (readonly [string, boolean, ApiErrorKind])[] = [
  ['a lost connection', true, transport({ type: 'network', detail: 'reset', code: 'ECONNRESET' })],
  ['a refused connection', true, transport({ type: 'network', detail: 'refused', code: 'ECONNREFUSED' })],
  ['an unknown host', true, transport({ type: 'network', detail: 'not found', code: 'ENOTFOUND' })],
  ['a bad certificate', true, transport({ type: 'network', detail: 'expired', code: 'CERT_HAS_EXPIRED' })],
  ['a network error without a code', true, transport({ type: 'network', detail: 'fetch failed' })],
  ['a timeout', true, transport({ type: 'timeout' })],
  ['a request that the caller aborted', false, transport({ type: 'network', detail: 'aborted', code: 'ABORT_ERR' })],
  ['a request that cannot be built', false, transport({ type: 'build', detail: 'bad header' })],
  ...[401, 402, 403, 404, 408, 409, 425, 429, 500, 502, 503, 504, 529].map(
    (status) => [`a ${status}`, true, http(status)] as const,
  ),
  ...[400, 405, 413, 415, 422].map((status) => [`a ${status}`, false, http(status)] as const),
  ...[
    '{"error":{"code":"invalid_encrypted_content"}}',
    '{"error":{"code":"unsupported_parameter","message":"no"}}',
    '{"error":{"message":"Function call is missing a thought_signature."}}',
    '{"error":{"message":"Unknown name \\"seed\\" at the request"}}',
    "property 'seed' is unsupported",
    '{"detail":"Extra inputs are not permitted"}',
  ].flatMap((body) => [
    [`a 400 that refuses what another provider gave: ${body}`, true, refused(400, body)] as const,
    [`a 422 that refuses it: ${body}`, true, refused(422, body)] as const,
    [`a 413 that only mentions it: ${body}`, false, refused(413, body)] as const,
  ]),
  ['a 429 of an exhausted quota', true, http(429, 'insufficient_quota')],
  ['a 403 of a plan without the model', true, http(403, 'usage_not_included')],
  ...[401, 404, 429, 500].map((status) => [`a ${status} inside an answer`, true, api(status)] as const),
  ...[400, 413].map((status) => [`a ${status} inside an answer`, false, api(status)] as const),
  ['a silent stream', true, { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' }],
  ['a retryable failure', true, { type: 'retryable', detail: 'x' }],
  ['a rate limit', true, { type: 'rate_limit', detail: 'x', delay: 1000 }],
  ['an exceeded quota', true, { type: 'quota_exceeded' }],
  ['usage that is not included', true, { type: 'usage_not_included' }],
  ['an overloaded server', true, { type: 'server_overloaded' }],
  ['a wrong key', true, { type: 'unauthorized' }],
  ['an unknown model', true, { type: 'not_found' }],
  ['a file', false, { type: 'file', detail: 'x' }],
  ['a connection that the program closed', false, { type: 'stream', reason: 'closed_by_caller', detail: 'x' }],
  ['a full context window', false, { type: 'context_window_exceeded' }],
  ['an incomplete answer', false, { type: 'incomplete', reason: 'max_output_tokens' }],
  ['an invalid request', false, { type: 'invalid_request', detail: 'x' }],
  ['a flagged request', false, { type: 'cyber_policy', detail: 'x' }],
];

describe('shouldFailOver', () => {
  for (const [what, expected, kind] of rows)
    it(`says that another provider ${expected ? 'may' : 'cannot'} help with ${what}`, () => {
      expect(shouldFailOver(apiError(kind))).to.equal(expected);
    });
});
