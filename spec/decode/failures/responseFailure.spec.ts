import { expect } from 'chai';
import { chatFailure, responseFailure } from '../../../lib/decode/failures/responseFailure.js';
import { apiErrorKind, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { isRetryable } from '../../../lib/protocol/errors/isRetryable.js';

interface Said {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
}
const risk = 'This request has been flagged for possible cybersecurity risk.';
const codes: readonly (readonly [Said, ApiErrorKind])[] = [
  [
    { code: 'bio_policy', message: 'm' },
    { type: 'invalid_request', detail: 'm', code: 'bio_policy' },
  ],
  [
    { code: 'bio_policy', message: null },
    { type: 'invalid_request', detail: 'This content was flagged for possible biological risk.', code: 'bio_policy' },
  ],
  [
    { code: 'misalignment_policy_violation', message: ' ' },
    {
      type: 'invalid_request',
      detail: 'This request was blocked due to a misalignment policy violation.',
      code: 'misalignment_policy_violation',
    },
  ],
  [
    { code: '429', type: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', status: 429, detail: 'm', code: 'insufficient_quota' },
  ],
  [
    { code: 'context_length_exceeded', message: 'm' },
    { type: 'context_window_exceeded', detail: 'm', code: 'context_length_exceeded' },
  ],
  [
    { code: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    { code: 'usage_limit_reached', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'usage_limit_reached' },
  ],
  [
    { code: 'credit_balance_exhausted', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'credit_balance_exhausted' },
  ],
  [
    { code: 'organization_spend_limit_exceeded', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'organization_spend_limit_exceeded' },
  ],
  [
    { code: 'project_spend_limit_exceeded', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'project_spend_limit_exceeded' },
  ],
  [
    { type: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    { code: null, type: 'insufficient_quota', message: 'm' },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    { code: 'usage_not_included', message: 'm' },
    { type: 'usage_not_included', detail: 'm', code: 'usage_not_included' },
  ],
  [
    { code: 'invalid_prompt', message: 'm' },
    { type: 'invalid_request', detail: 'm', code: 'invalid_prompt' },
  ],
  [{ code: 'invalid_prompt' }, { type: 'invalid_request', detail: 'Invalid request.', code: 'invalid_prompt' }],
  [
    { code: 'server_is_overloaded', message: 'm' },
    { type: 'server_overloaded', detail: 'm', code: 'server_is_overloaded' },
  ],
  [
    { code: 'cyber_policy', message: 'm' },
    { type: 'cyber_policy', detail: 'm', code: 'cyber_policy' },
  ],
  [
    { code: 'cyber_policy', message: ' ' },
    { type: 'cyber_policy', detail: risk, code: 'cyber_policy' },
  ],
  [{ code: 'cyber_policy' }, { type: 'cyber_policy', detail: risk, code: 'cyber_policy' }],
  [
    { code: 'rate_limit_exceeded', message: 'slow down' },
    { type: 'rate_limit', detail: 'slow down', code: 'rate_limit_exceeded' },
  ],
  [
    { code: 'rate_limit_exceeded', message: null },
    { type: 'rate_limit', code: 'rate_limit_exceeded' },
  ],
  [
    { code: 'server_error', message: 'try again in 3s' },
    { type: 'retryable', detail: 'try again in 3s', code: 'server_error' },
  ],
  [
    { code: 'something_new', message: 'odd' },
    { type: 'retryable', detail: 'odd', code: 'something_new' },
  ],
  [
    { code: 'constructor', message: 'odd' },
    { type: 'retryable', detail: 'odd', code: 'constructor' },
  ],
  [{ message: 'odd' }, { type: 'retryable', detail: 'odd' }],
  [{}, { type: 'retryable', detail: '' }],
  [
    { code: 400, message: 'bad' },
    { type: 'invalid_request', status: 400, detail: 'bad' },
  ],
  [
    { code: '404', message: 'gone' },
    { type: 'api', status: 404, detail: 'gone' },
  ],
  [
    { code: 429, message: 'busy' },
    { type: 'rate_limit', status: 429, detail: 'busy' },
  ],
  [
    { code: 502, message: 'down' },
    { type: 'retryable', status: 502, detail: 'down' },
  ],
];

// E2: what cannot succeed when it is asked again is not retryable.
const FINAL: readonly (readonly [string, ApiErrorKind['type']])[] = [
  ['content_policy_violation', 'invalid_request'],
  ['inference_hook_denied', 'invalid_request'],
  ['invalid_audio', 'invalid_request'],
  ['invalid_audio_format', 'invalid_request'],
  ['audio_too_large', 'invalid_request'],
  ['invalid_image_request', 'invalid_request'],
  ['Content_Filter', 'invalid_request'],
  ['model_not_found', 'not_found'],
  ['DeploymentNotFound', 'not_found'],
  ['budget_reached', 'quota_exceeded'],
  ['invalid_api_key', 'unauthorized'],
];

describe('responseFailure', () => {
  for (const [code, type] of FINAL)
    it(`E2: makes ${type}, which is not retryable, of ${code} on both wires`, () => {
      const error = { code, message: 'm' };
      for (const failure of [responseFailure({ error }), chatFailure({ error })]) {
        expect(failure).to.include({ type, code, detail: 'm' });
        expect(failure && isRetryable(failure)).to.equal(false);
      }
    });

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

  it('makes a rate limit of rate_limit_exceeded, with its delay', () => {
    const error = { code: 'rate_limit_exceeded', message: 'try again in 2s' };
    expect(apiErrorKind(responseFailure({ error }))).to.deep.equal({
      type: 'rate_limit',
      detail: 'try again in 2s',
      delay: 2000,
      code: 'rate_limit_exceeded',
    });
  });

  it('makes an overloaded server of slow_down, with its delay', () => {
    const error = { code: 'slow_down', message: 'try again in 3s' };
    expect(apiErrorKind(responseFailure({ error }))).to.deep.equal({
      type: 'server_overloaded',
      detail: 'try again in 3s',
      delay: 3000,
      code: 'slow_down',
    });
  });

  it('keeps an error that is plain text', () => {
    expect(apiErrorKind(responseFailure({ error: 'boom' }))).to.deep.equal({ type: 'retryable', detail: 'boom' });
  });
});
