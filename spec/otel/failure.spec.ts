import { expect } from 'chai';
import { errorType } from '../../lib/otel/failure.js';
import { apiError, buildError, type ApiErrorKind } from '../../lib/protocol/errors/ApiError.js';

describe('errorType', () => {
  const http = { type: 'http', headers: {}, body: '', url: '' } as const;
  const ROWS: readonly (readonly [ApiErrorKind, string])[] = [
    [{ type: 'transport', error: { ...http, status: 429 } }, '429'],
    [{ type: 'transport', error: { type: 'timeout' } }, 'timeout'],
    [{ type: 'transport', error: { type: 'network', detail: 'x', code: 'ECONNRESET' } }, 'network'],
    [{ type: 'api', status: 500, detail: 'x' }, 'api'],
    [{ type: 'stream', reason: 'truncated', detail: 'x' }, 'stream'],
    [{ type: 'context_window_exceeded' }, 'context_window_exceeded'],
  ];
  for (const [kind, type] of ROWS)
    it(`of ${apiError(kind).message} is ${type}`, () => {
      expect(errorType(apiError(kind))).to.equal(type);
    });

  it('of a request that cannot be built, and of what is no ApiError', () => {
    expect([errorType(buildError('x')), errorType(undefined)]).to.deep.equal(['build', '_OTHER']);
  });
});
