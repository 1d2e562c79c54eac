import { expect } from 'chai';
import { bodyFailure, frameFailure } from '../../../lib/decode/failures/responseFailure.js';
import { apiErrorKind, isApiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';

describe('frameFailure (decisions: in-stream error event, error object in a 200 body)', () => {
  const kindOf = (frame: unknown): unknown => {
    const error = frameFailure(frame);
    return isApiError(error) ? apiErrorKind(error) : error;
  };
  const quota = { message: 'm', type: 'insufficient_quota', param: null, code: 'insufficient_quota' };
  const rows: readonly (readonly [string, unknown, ApiErrorKind])[] = [
    [
      'an error object with a type of null',
      { type: null, error: quota },
      { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
    ],
    [
      'a flat error event',
      { type: 'error', code: 'server_error', message: 'm' },
      { type: 'retryable', detail: 'm', code: 'server_error' },
    ],
    [
      'a flat error event with a known code',
      { type: 'error', code: 'context_length_exceeded', message: 'm' },
      { type: 'context_window_exceeded', detail: 'm', code: 'context_length_exceeded' },
    ],
    [
      'a nested error event, with the delay in its text',
      { type: 'error', error: { type: 'requests', code: 'rate_limit_exceeded', message: 'Try again in 2s' } },
      { type: 'rate_limit', detail: 'Try again in 2s', delay: 2000, code: 'rate_limit_exceeded' },
    ],
    ['an error without a type', { error: quota }, { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' }],
    ['an error that is text', { error: 'no model' }, { type: 'retryable', detail: 'no model' }],
    ['an error event that says nothing', { type: 'error' }, { type: 'retryable', detail: '{"type":"error"}' }],
    ['an error that says nothing', { error: {} }, { type: 'retryable', detail: '{"error":{}}' }],
  ];
  for (const [what, frame, expected] of rows)
    it(`reads ${what}`, () => {
      expect(kindOf(frame)).to.deep.equal(expected);
    });

  const harmless = [{ type: 'response.created', error: 'x' }, { error: null }, { id: 'x' }, [], null, 'error', 7];
  for (const frame of harmless)
    it(`takes ${JSON.stringify(frame)} for no error`, () => {
      expect(kindOf(frame)).to.equal(undefined);
    });
});

describe('bodyFailure (decision: content type of the answer)', () => {
  const kindOf = (body: string, json?: unknown): ApiErrorKind =>
    apiErrorKind(bodyFailure(200, body, json, 'an event stream'));
  const begins = (words: string) => ({
    type: 'stream',
    reason: 'not_event_stream',
    detail: `expected an event stream, but the body begins: ${words}`,
  });

  it('shows the first words of a page, on one line', () => {
    expect(kindOf('<!doctype html>\n<html>Sign in')).to.deep.equal(begins('<!doctype html> <html>Sign in'));
  });

  it('says so when there is nothing to show', () => {
    expect(kindOf(' \n')).to.deep.equal(begins('(empty)'));
  });

  it('shows the first words of JSON that is no error', () => {
    const body = '{"id":"resp_1","output":[]}';
    expect(kindOf(body, JSON.parse(body))).to.deep.equal(begins(body));
  });

  it('shows a long body only by its first words', () => {
    expect(bodyFailure(200, 'x'.repeat(5000), undefined, 'an event stream').message).to.have.lengthOf.below(300);
  });

  it('reads an error object by its code, and by the status of the answer where the code says nothing', () => {
    const quota = { error: { code: 'insufficient_quota', message: 'm' } };
    expect(kindOf('…', quota)).to.deep.equal({ type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' });
    expect(kindOf('…', { error: 'no model' })).to.deep.equal({ type: 'api', status: 200, detail: 'no model' });
  });
});
