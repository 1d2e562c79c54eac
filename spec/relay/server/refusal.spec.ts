import { expect } from 'chai';
import { NEVER } from 'rxjs';
import { apiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { refusalOf } from '../../../lib/relay/server/refusal.js';
import { relay } from '../../../lib/relay/server/relay.js';

const ROWS: readonly (readonly [kind: ApiErrorKind, status: number])[] = [
  [{ type: 'unauthorized' }, 401],
  [{ type: 'not_found' }, 404],
  [{ type: 'invalid_request', detail: 'x' }, 400],
  [{ type: 'rate_limit', detail: 'x' }, 429],
  [{ type: 'server_overloaded' }, 503],
  [{ type: 'quota_exceeded' }, 500],
  [{ type: 'stream', reason: 'exception', detail: 'x' }, 500],
];

describe('refusalOf', () => {
  for (const [kind, status] of ROWS)
    it(`answers ${status} for ${kind.type}`, () => {
      expect(refusalOf(apiError(kind)).status).to.equal(status);
    });
});

describe('relay', () => {
  it('answers 204 to a preflight', async () => {
    const handle = relay({ ask: () => NEVER });
    expect((await handle(new Request('https://app.example/api', { method: 'OPTIONS' }))).status).to.equal(204);
    handle.close();
  });
});
