import { expect } from 'chai';
import { responseFailure } from '../../../lib/decode/failures/responseFailure.js';
import { apiErrorKind, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';

interface Said {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
}
const risk = 'This request has been flagged for possible cybersecurity risk.';
const codes: readonly (readonly [Said, ApiErrorKind])[] = [
  [
    { code: 'bio_policy', message: 'm' },
    { type: 'invalid_request', detail: 'm' },
  ],
  [
    { code: 'bio_policy', message: null },
    { type: 'invalid_request', detail: 'This content was flagged for possible biological risk.' },
  ],
  [
    { code: 'misalignment_policy_violation', message: ' ' },
    { type: 'invalid_request', detail: 'This request was blocked due to a misalignment policy violation.' },
  ],
  [
    { code: '429', type: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { code: 'context_length_exceeded', message: 'm' },
    { type: 'context_window_exceeded', detail: 'm' },
  ],
  [
    { code: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { code: 'usage_limit_reached', message: 'm' },
    { type: 'api', status: 429, detail: 'm', code: 'usage_limit_reached' },
  ],
  [
    { code: 'credit_balance_exhausted', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { code: 'organization_spend_limit_exceeded', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { code: 'project_spend_limit_exceeded', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { type: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { code: null, type: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm' },
  ],
  [
    { code: 'usage_not_included', message: 'm' },
    { type: 'usage_not_included', detail: 'm' },
  ],
  [
    { code: 'invalid_prompt', message: 'm' },
    { type: 'invalid_request', detail: 'm' },
  ],
  [{ code: 'invalid_prompt' }, { type: 'invalid_request', detail: 'Invalid request.' }],
  [
    { code: 'server_is_overloaded', message: 'm' },
    { type: 'server_overloaded', detail: 'm' },
  ],
  [
    { code: 'cyber_policy', message: 'm' },
    { type: 'cyber_policy', detail: 'm' },
  ],
  [
    { code: 'cyber_policy', message: ' ' },
    { type: 'cyber_policy', detail: risk },
  ],
  [{ code: 'cyber_policy' }, { type: 'cyber_policy', detail: risk }],
  [
    { code: 'rate_limit_exceeded', message: 'slow down' },
    { type: 'retryable', detail: 'slow down' },
  ],
  [
    { code: 'rate_limit_exceeded', message: null },
    { type: 'retryable', detail: '' },
  ],
  [
    { code: 'server_error', message: 'try again in 3s' },
    { type: 'retryable', detail: 'try again in 3s' },
  ],
  [
    { code: 'something_new', message: 'odd' },
    { type: 'retryable', detail: 'odd' },
  ],
  [
    { code: 'constructor', message: 'odd' },
    { type: 'retryable', detail: 'odd' },
  ],
  [{ message: 'odd' }, { type: 'retryable', detail: 'odd' }],
  [{}, { type: 'retryable', detail: '' }],
  [
    { code: 400, message: 'bad' },
    { type: 'api', status: 400, detail: 'bad' },
  ],
  [
    { code: '404', message: 'gone' },
    { type: 'api', status: 404, detail: 'gone' },
  ],
  [
    { code: 429, message: 'busy' },
    { type: 'retryable', detail: 'busy' },
  ],
  [
    { code: 502, message: 'down' },
    { type: 'retryable', detail: 'down' },
  ],
];

describe('responseFailure', () => {
  for (const [error, expected] of codes)
    it(`makes ${expected.type} of ${JSON.stringify(error)}`, () => {
      expect(apiErrorKind(responseFailure({ id: 'r', error }))).to.deep.equal(expected);
    });

  for (const response of [undefined, null, {}, { error: null }, { error: 7 }, { error: ['x'] }, 'failed'])
    it(`makes a stream error of a response that does not say why: ${response === undefined ? 'none' : JSON.stringify(response)}`, () => {
      expect(apiErrorKind(responseFailure(response))).to.deep.equal({
        type: 'stream',
        reason: 'unexplained',
        detail: 'response.failed event received',
      });
    });

  it('makes rate_limit_exceeded retryable with its delay (design 7: rate_limit_exceeded, slow_down)', () => {
    const error = { code: 'rate_limit_exceeded', message: 'try again in 2s' };
    expect(apiErrorKind(responseFailure({ error }))).to.deep.equal({
      type: 'retryable',
      detail: 'try again in 2s',
      delay: 2000,
    });
  });

  it('makes slow_down an overloaded server, without a delay (design 7: rate_limit_exceeded, slow_down)', () => {
    const error = { code: 'slow_down', message: 'try again in 3s' };
    expect(apiErrorKind(responseFailure({ error }))).to.deep.equal({
      type: 'server_overloaded',
      detail: 'try again in 3s',
    });
  });

  it('keeps an error that is plain text', () => {
    expect(apiErrorKind(responseFailure({ error: 'boom' }))).to.deep.equal({ type: 'retryable', detail: 'boom' });
  });
});
