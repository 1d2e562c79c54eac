import { expect } from 'chai';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { isApiError, type ApiError } from '../../lib/protocol/errors/ApiError.js';
import { isRetryable } from '../../lib/protocol/errors/isRetryable.js';
import type { HttpRequest } from '../../lib/provider/HttpRequest.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import { httpRequest } from '../support/httpRequest.js';
import { loopback } from '../support/loopback.js';
import { loopbackPeer } from '../support/loopbackPeer.js';
import { describeTransport } from '../support/contracts/transportContract.js';

describeTransport('fetchTransport over a loopback socket', loopbackPeer(fetchTransport));

const failure = async (given: HttpRequest): Promise<ApiError> => {
  try {
    await firstValueFrom(fetchTransport().stream(given));
  } catch (error) {
    if (isApiError(error)) return error;
    throw error;
  }
  throw new Error('expected a failure');
};

describe('fetchTransport', () => {
  it('keeps the code of a refused connection', async () => {
    const server = await loopback(() => undefined);
    await server.stop();
    const error = await failure(httpRequest(server.origin));
    expect(error.type === 'transport' && error.error.type === 'network' && error.error.code).to.equal('ECONNREFUSED');
  });

  it('treats a port that fetch blocks as a wrong URL, which is not retried', async () => {
    const error = await failure(httpRequest('http://127.0.0.1:1'));
    expect(error.message).to.equal(
      'request build error: fetch does not connect to port 1, which the Fetch standard blocks; use another port',
    );
    expect(isRetryable(error)).to.equal(false);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const unwritable: readonly [string, unknown][] = [
    ['a cyclic body', cyclic],
    ['a BigInt in the body', { n: 1n }],
    [
      'a body whose toJSON throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
    ],
  ];
  for (const [what, body] of unwritable)
    it(`makes ${what} a build error, and sends nothing`, async () => {
      const server = await loopback((_request, response) => response.end());
      try {
        const error = await failure(httpRequest(server.origin, { body }));
        expect(error.message).to.match(
          /^request build error: the body of a request must be a value that JSON can represent/,
        );
        expect(server.requests).to.be.empty;
      } finally {
        await server.stop();
      }
    });

  it('refuses to compress', async () => {
    const error = await failure(httpRequest('http://127.0.0.1:9', { compression: 'zstd' }));
    expect(error.message).to.match(/^request build error: compression must be "none" for this transport/);
  });

  it('makes an exception of a custom fetch an error notification', () => {
    const transport = fetchTransport({
      fetch: () => {
        throw new Error('no network here');
      },
    });
    let thrown: unknown;
    transport.stream(httpRequest('http://127.0.0.1:9')).subscribe({ error: (error: unknown) => (thrown = error) });
    expect(isApiError(thrown) && thrown.message).to.equal(
      'network error: the request could not be sent: no network here',
    );
  });

  it('completes the body of an answer that has none', async () => {
    const server = await loopback((_request, response) => response.writeHead(204).end());
    try {
      const { status, bytes } = await firstValueFrom(fetchTransport().stream(httpRequest(server.origin)));
      expect([status, await lastValueFrom(bytes, { defaultValue: 'nothing' })]).to.deep.equal([204, 'nothing']);
    } finally {
      await server.stop();
    }
  });
});
