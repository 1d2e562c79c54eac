import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ExitCode, exitCodeOf } from '../../lib/cli/exitCodes.js';
import { apiError, type ApiErrorKind } from '../../lib/protocol/errors/ApiError.js';

const http = (status: number): ApiErrorKind => ({
  type: 'transport',
  error: { type: 'http', status, headers: {}, body: '', url: 'http://x.test' },
});

describe('ExitCode', () => {
  it('has the codes that docs/cli.md lists, and no other', () => {
    const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(Object.values(ExitCode)).to.have.members(listed);
    expect([ExitCode.interrupted, ExitCode.outputClosed]).to.deep.equal([128 + 2, 128 + 13]); // SIGINT, SIGPIPE
  });
});

describe('exitCodeOf', () => {
  const rows: readonly (readonly [string, ApiErrorKind, number])[] = [
    ['401', http(401), 3],
    ['403', http(403), 3],
    ['404', http(404), 1],
    ['429', http(429), 6],
    ['500', http(500), 1],
    ['a lost connection', { type: 'transport', error: { type: 'network', detail: 'x' } }, 4],
    ['no head in time', { type: 'transport', error: { type: 'timeout' } }, 5],
    ['wrong options', { type: 'transport', error: { type: 'build', detail: 'x' } }, 2],
    ['a stalled stream', { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' }, 5],
    [
      'a truncated stream',
      { type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' },
      7,
    ],
    ['a 429 inside an answer', { type: 'api', status: 429, detail: 'x' }, 6],
    ['a connection lost in the answer', { type: 'stream', reason: 'connection_lost', detail: 'x' }, 7],
    ['a file', { type: 'file', detail: 'x' }, 8],
    ['a wrong key', { type: 'unauthorized' }, 3],
    ['an unknown model', { type: 'not_found' }, 1],
    ['a quota', { type: 'quota_exceeded' }, 6],
    ['a plan', { type: 'usage_not_included' }, 6],
    ['a rate limit', { type: 'rate_limit', detail: 'x' }, 6],
    ['a failure that may pass', { type: 'retryable', detail: 'x' }, 1],
    ['a full context window', { type: 'context_window_exceeded' }, 1],
    ['an invalid request', { type: 'invalid_request', detail: 'x' }, 1],
    ['an overloaded server', { type: 'server_overloaded' }, 1],
    ['a policy', { type: 'cyber_policy', detail: 'x' }, 1],
    ['an incomplete answer', { type: 'incomplete', reason: 'x' }, 1],
  ];
  for (const [what, kind, code] of rows)
    it(`is ${code} for ${what}`, () => {
      expect(exitCodeOf(apiError(kind))).to.equal(code);
    });
});
