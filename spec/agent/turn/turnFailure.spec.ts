import { expect } from 'chai';
import { turnFailure } from '../../../lib/agent/turn/turnFailure.js';
import type { ThreadError } from '../../../lib/agent/protocol/ThreadEvent.js';
import { isRetryable } from '../../../lib/protocol/errors/isRetryable.js';

const nested = (status: number, error: object): ThreadError => ({
  message: JSON.stringify({ type: 'error', status, error }),
});

describe('turnFailure', () => {
  const rows: readonly (readonly [what: string, error: ThreadError, type: string, retryable: boolean])[] = [
    ['a usage limit', { message: "You've hit your usage limit. Upgrade to Pro." }, 'quota_exceeded', false],
    ['a nested 400', nested(400, { type: 'invalid_request_error', message: 'bad tool' }), 'invalid_request', false],
    ['a nested 401', nested(401, { code: 'invalid_api_key', message: 'Incorrect API key' }), 'unauthorized', false],
    [
      'a model at capacity',
      { message: 'Selected model is at capacity. Please try a different model.' },
      'server_overloaded',
      true,
    ],
    [
      'a full context',
      { message: "Codex ran out of room in the model's context window. Start a new thread." },
      'context_window_exceeded',
      false,
    ],
    ['a status', { message: 'unexpected status 401 Unauthorized: no key, url: http://x/v1' }, 'unauthorized', false],
    [
      'a last status',
      { message: 'exceeded retry limit, last status: 429 Too Many Requests, request id: 1' },
      'rate_limit',
      true,
    ],
    [
      'a failing server',
      { message: "We're currently experiencing high demand, which may cause temporary errors." },
      'retryable',
      true,
    ],
    ['a cut stream', { message: 'stream disconnected before completion: closed' }, 'stream', true],
    ['anything else', { message: 'boom' }, 'stream', true],
    ['usageLimitExceeded', { message: 'x', info: { name: 'usageLimitExceeded' } }, 'quota_exceeded', false],
    ['modelNotFound', { message: 'x', info: { name: 'modelNotFound' } }, 'not_found', false],
    ['serverOverloaded', { message: 'x', info: { name: 'serverOverloaded' } }, 'server_overloaded', true],
    [
      'httpConnectionFailed 401',
      { message: 'x', info: { name: 'httpConnectionFailed', status: 401 } },
      'unauthorized',
      false,
    ],
    [
      'responseTooManyFailedAttempts 429',
      { message: 'x', info: { name: 'responseTooManyFailedAttempts', status: 429 } },
      'rate_limit',
      true,
    ],
    ['internalServerError', { message: 'x', info: { name: 'internalServerError' } }, 'retryable', true],
  ];
  for (const [what, error, type, retryable] of rows)
    it(`recognizes ${what}`, () => {
      const failure = turnFailure(error);
      expect(failure.type).to.equal(type);
      expect(isRetryable(failure)).to.equal(retryable);
    });
});
