import { inspect } from 'node:util';
import { expect } from 'chai';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';

const response = {
  type: 'http',
  status: 429,
  headers: { 'retry-after': '2' },
  body: '{}',
  url: 'https://h.example',
} as const;
const rows: readonly ApiErrorKind[] = [
  { type: 'stream', reason: 'truncated', detail: 'cut' },
  { type: 'rate_limit', status: 429, delay: 2000, code: 'x', detail: 'slow down', error: response },
  { type: 'transport', error: { type: 'network', detail: 'refused', code: 'ECONNREFUSED' } },
  { type: 'file', detail: 'no such file', path: '/x', code: 'ENOENT' },
];

describe('apiErrorData', () => {
  for (const kind of rows)
    it(`is plain, and survives JSON and structuredClone: ${kind.type}`, () => {
      const error = apiError(kind, { cause: new Error('why'), requestId: 'req_1' });
      const data = apiErrorData(error);
      expect(data).to.deep.equal({ ...kind, message: error.message, request_id: 'req_1' });
      expect(data).not.to.be.an.instanceOf(Error);
      expect(JSON.parse(JSON.stringify(data))).to.deep.equal(data);
      expect(structuredClone(data)).to.deep.equal(data);
    });

  it('has no member that is undefined', () => {
    const error = apiError({ type: 'quota_exceeded' });
    Object.assign(error, { detail: undefined });
    expect(Object.keys(apiErrorData(error))).to.have.members(['type', 'message']);
  });
});

describe('an ApiError, read flat', () => {
  it('has status, code, delay and headers wherever the failure has them, and repeats none in a log', () => {
    const error = apiError({ type: 'transport', error: response });
    expect([error.status, error.headers]).to.deep.equal([429, { 'retry-after': '2' }]);
    expect(Object.keys(error)).to.have.members(['type', 'error']);
    expect(apiError({ type: 'transport', error: { type: 'network', detail: 'x', code: 'EPIPE' } }).code).to.equal(
      'EPIPE',
    );
  });

  it('is shown by its name', () => {
    for (const kind of rows) expect(inspect(apiError(kind))).to.match(/^ApiError: /);
  });
});
