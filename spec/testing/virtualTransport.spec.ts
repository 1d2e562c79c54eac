import { expect } from 'chai';
import { concat, finalize, firstValueFrom, from, NEVER, of, throwError, EMPTY, type Observable } from 'rxjs';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes } from '../../lib/testing/wire.js';
import type { StreamResponse } from '../../lib/transport/HttpTransport.js';
import { describeTransport } from '../support/contracts/transportContract.js';

const ends = { end: EMPTY, open: NEVER, reset: throwError(reset), headless: NEVER };

describeTransport('virtualTransport', ({ status = 200, headers = {}, chunks = [], then = 'end' }) => {
  let hangUp: () => void;
  const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
  const answer = (): Observable<StreamResponse> => {
    const body = concat(from(chunks.map(bytes)), ends[then]).pipe(finalize(() => hangUp()));
    return then === 'headless' ? NEVER.pipe(finalize(() => hangUp())) : of(response(body, { status, headers }));
  };
  const transport = virtualTransport(answer(), answer());
  return Promise.resolve({
    transport,
    url: 'https://virtual.test/v1/responses',
    requests: () => transport.requests.length,
    closed: () => hungUp,
    stop: () => Promise.resolve(),
  });
});

describe('virtualTransport', () => {
  it('says so when it is asked more often than it has answers', async () => {
    const request = { method: 'GET', url: 'https://virtual.test/', headers: new Headers() } as const;
    const error: unknown = await firstValueFrom(virtualTransport().stream(request)).catch((reason: unknown) => reason);
    expect(isApiError(error) && error.message).to.equal(
      'request build error: unexpected request 1: virtualTransport was given 0 observable(s); pass one for each request',
    );
  });
});
