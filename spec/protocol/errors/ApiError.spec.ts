import { expect } from 'chai';
import { apiError, apiErrorKind, isApiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { foldApiError } from '../../../lib/protocol/errors/foldApiError.js';

const http = { type: 'http', status: 503, headers: {}, body: 'busy', url: 'https://host.example/v1' } as const;

const messages: readonly (readonly [ApiErrorKind, string])[] = [
  [{ type: 'transport', error: http }, 'http 503'],
  [{ type: 'transport', error: http, detail: 'busy', code: 'overloaded' }, 'http 503: busy'],
  [{ type: 'transport', error: { type: 'timeout' } }, 'timeout'],
  [{ type: 'transport', error: { type: 'network', detail: 'socket hang up' } }, 'network error: socket hang up'],
  [{ type: 'transport', error: { type: 'build', detail: 'bad header' } }, 'request build error: bad header'],
  [{ type: 'api', status: 418, detail: 'no coffee' }, 'api error 418: no coffee'],
  [
    { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' },
    'stream error: idle timeout waiting for SSE',
  ],
  [{ type: 'context_window_exceeded' }, 'context window exceeded'],
  [{ type: 'context_window_exceeded', detail: 'too long' }, 'context window exceeded: too long'],
  [{ type: 'quota_exceeded' }, 'quota exceeded'],
  [{ type: 'quota_exceeded', detail: 'no credit' }, 'quota exceeded: no credit'],
  [{ type: 'usage_not_included' }, 'usage not included'],
  [{ type: 'usage_not_included', detail: 'free plan' }, 'usage not included: free plan'],
  [{ type: 'retryable', detail: 'odd', delay: 5 }, 'retryable error: odd'],
  [{ type: 'rate_limit', detail: 'slow' }, 'rate limit: slow'],
  [{ type: 'incomplete', reason: 'max_output_tokens' }, 'incomplete response returned, reason: max_output_tokens'],
  [{ type: 'invalid_request', detail: 'no model' }, 'invalid request: no model'],
  [{ type: 'server_overloaded' }, 'server overloaded'],
  [{ type: 'server_overloaded', detail: 'later' }, 'server overloaded: later'],
  [{ type: 'cyber_policy', detail: 'flagged' }, 'cyber policy: flagged'],
];

describe('apiError', () => {
  for (const [kind, message] of messages)
    it(`says "${message}"`, () => {
      expect(apiError(kind).message).to.equal(message);
    });

  it('is an Error by the name ApiError, with a stack that shows its message', () => {
    const error = apiError({ type: 'stream', reason: 'truncated', detail: 'cut' });
    expect(error).to.be.an.instanceOf(Error);
    expect(error.name).to.equal('ApiError');
    expect(error.stack).to.include('stream error: cut');
    expect(String(error)).to.equal('ApiError: stream error: cut');
  });

  it('carries its cause and the request id of the server', () => {
    const cause = new Error('socket hang up');
    const error = apiError({ type: 'stream', reason: 'truncated', detail: 'cut' }, { cause, requestId: 'req_1' });
    expect(error.cause).to.equal(cause);
    expect(error.request_id).to.equal('req_1');
  });

  it('has neither cause nor request id where there is none', () => {
    const error = apiError({ type: 'stream', reason: 'truncated', detail: 'cut' });
    expect(Object.hasOwn(error, 'cause')).to.equal(false);
    expect(Object.hasOwn(error, 'request_id')).to.equal(false);
  });

  for (const kind of messages.map(([each]) => each))
    it(`gives the kind and nothing else when spread: ${JSON.stringify(kind)}`, () => {
      expect(Object.assign({}, apiError(kind, { cause: 'why' }))).to.deep.equal(kind);
      expect(apiErrorKind(apiError(kind, { cause: 'why', requestId: 'req_1' }))).to.deep.equal(kind);
    });

  it('is written as JSON as its kind and its request id', () => {
    const error = apiError({ type: 'retryable', detail: 'odd', delay: 5 }, { cause: new Error('x'), requestId: 'r' });
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({
      type: 'retryable',
      detail: 'odd',
      delay: 5,
      request_id: 'r',
    });
  });
});

describe('isApiError', () => {
  const marked = { [Symbol.for('codex-rx.ApiError')]: true, type: 'stream', reason: 'truncated', detail: 'cut' };

  it('knows the errors of this copy of the package', () => {
    expect(isApiError(apiError({ type: 'quota_exceeded' }))).to.equal(true);
  });

  it('knows the errors of another copy of the package by their marker', () => {
    expect(isApiError(Object.assign(new Error('stream error: cut'), marked))).to.equal(true);
  });

  it('knows a marked object that is no Error of this realm', () => {
    expect(isApiError(marked)).to.equal(true);
  });

  const strangers: readonly (readonly [string, unknown])[] = [
    ['an ordinary Error', new Error('x')],
    [
      'an Error with the fields of a kind',
      Object.assign(new Error('x'), { type: 'stream', reason: 'truncated', detail: 'cut' }),
    ],
    ['an Error that only bears the name', Object.assign(new Error('x'), { name: 'ApiError' })],
    ['an object that inherits from an ApiError', Object.create(apiError({ type: 'quota_exceeded' }))],
    ['a copy of the fields of an ApiError', Object.assign({}, apiError({ type: 'quota_exceeded' }))],
    ['null', null],
    ['undefined', undefined],
    ['text', 'ApiError'],
    ['a list', [apiError({ type: 'quota_exceeded' })]],
  ];
  for (const [what, value] of strangers)
    it(`does not take ${what} for one`, () => {
      expect(isApiError(value)).to.equal(false);
    });
});

describe('foldApiError', () => {
  it('gives every error to the handler of its type', () => {
    const name = ({ type }: ApiErrorKind) => type;
    const typeOf = foldApiError<string>({
      transport: ({ error }) => `transport ${error.type}`,
      api: name,
      stream: name,
      file: name,
      unauthorized: name,
      not_found: name,
      context_window_exceeded: name,
      quota_exceeded: name,
      usage_not_included: name,
      retryable: name,
      rate_limit: name,
      incomplete: name,
      invalid_request: name,
      server_overloaded: name,
      cyber_policy: name,
    });
    for (const [kind] of messages)
      expect(typeOf(apiError(kind))).to.equal(kind.type === 'transport' ? `transport ${kind.error.type}` : kind.type);
  });
});
