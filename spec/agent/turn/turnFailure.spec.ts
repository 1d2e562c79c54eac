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
  const inText = (status: string, body: object): ThreadError => ({
    message: `unexpected status ${status}: ${JSON.stringify(body)}, url: http://x/v1/responses, request id: req_1`,
  });
  const named = (name: string, status?: number): ThreadError => ({
    message: 'x',
    info: { name, ...(status === undefined ? {} : { status }) },
  });
  const shapes: typeof rows = [
    [
      'an error in the text after a status',
      inText('400 Bad Request', { error: { type: 'invalid_request_error', message: 'bad' } }),
      'invalid_request',
      false,
    ],
    [
      'a code in the text',
      inText('429 Too Many Requests', { error: { code: 'insufficient_quota', message: 'no money' } }),
      'quota_exceeded',
      false,
    ],
    ['a detail in the text', inText('401 Unauthorized', { detail: 'no key' }), 'unauthorized', false],
    ['a page in the text', { message: 'unexpected status 502 Bad Gateway: <html>, url: http://x' }, 'retryable', true],
    [
      'an overloaded server',
      inText('503 Service Unavailable', { error: { code: 'server_is_overloaded' } }),
      'server_overloaded',
      true,
    ],
    [
      'a missing model',
      inText('404 Not Found', { error: { code: 'model_not_found', message: 'no such model' } }),
      'not_found',
      false,
    ],
    [
      'an error without a status around it',
      { message: JSON.stringify({ error: { code: 'rate_limit_exceeded', message: 'slow' } }) },
      'rate_limit',
      true,
    ],
    ['JSON of another kind', { message: '{"a":1}' }, 'stream', true],
    ['no credits', { message: "You've run out of credits." }, 'quota_exceeded', false],
    [
      'a plan without codex',
      { message: 'To use Codex with your ChatGPT plan, upgrade to Plus' },
      'usage_not_included',
      false,
    ],
    ['contextWindowExceeded', named('contextWindowExceeded'), 'context_window_exceeded', false],
    ['rateLimitExceeded', named('rateLimitExceeded'), 'rate_limit', true],
    ['sessionBudgetExceeded', named('sessionBudgetExceeded'), 'quota_exceeded', false],
    ['unauthorized', named('unauthorized'), 'unauthorized', false],
    ['badRequest', named('badRequest'), 'invalid_request', false],
    ['cyberPolicy', named('cyberPolicy'), 'cyber_policy', false],
    ['tooManyDenials', named('tooManyDenials'), 'invalid_request', false],
    ['httpConnectionFailed without a status', named('httpConnectionFailed'), 'stream', true],
    ['httpConnectionFailed 503', named('httpConnectionFailed', 503), 'retryable', true],
    ['responseStreamConnectionFailed', named('responseStreamConnectionFailed'), 'stream', true],
    ['responseStreamDisconnected', named('responseStreamDisconnected'), 'stream', true],
    ['responseTooManyFailedAttempts without a status', named('responseTooManyFailedAttempts'), 'retryable', true],
    ['responseTooManyFailedAttempts 500', named('responseTooManyFailedAttempts', 500), 'retryable', true],
    ['sandboxError', named('sandboxError'), 'stream', true],
    ['other', named('other'), 'stream', true],
    ['a name of a later version', named('madeUpLater'), 'stream', true],
    [
      'a name without a meaning, with the error of the server in the message',
      { ...inText('401 Unauthorized', { error: { message: 'no' } }), info: { name: 'other' } },
      'unauthorized',
      false,
    ],
  ];
  for (const [what, error, type, retryable] of [...rows, ...shapes])
    it(`recognizes ${what}`, () => {
      const failure = turnFailure(error);
      expect(failure.type).to.equal(type);
      expect(isRetryable(failure)).to.equal(retryable);
    });
});
