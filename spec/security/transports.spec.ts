import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { from, of } from 'rxjs';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { bytes, completed, sse } from '../../lib/testing/wire.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { errorOf, outcomeOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';

const clientOf = (baseUrl: string, transport: HttpTransport) =>
  new ResponsesClient({ provider: createProvider({ name: 'test', baseUrl, retry: { maxAttempts: 0 } }), transport });

describe('security: transports', () => {
  for (const count of [5, 6])
    it(`decodes a body that was compressed up to five times: ${count} times`, async () => {
      const server = await loopback((_request, reply) => {
        let body: Uint8Array = bytes(sse(completed()));
        for (let times = 0; times < count; times++) body = gzipSync(body);
        const encodings = Array.from({ length: count }, () => 'gzip').join(', ');
        reply.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': encodings }).end(body);
      });
      const { values, error } = await outcomeOf(clientOf(server.origin, httpTransport()).streamPrompt('m', 'x'));
      if (count === 5) expect(values.at(-1)).to.include({ type: 'completed' });
      else {
        expect(error).to.include({ type: 'stream', reason: 'connection_lost' });
        expect(String(error)).to.contain('the body has 6 content encodings, and at most 5 are decoded');
      }
      await server.stop();
    });

  // Node's fetch rejects, and then throws the error of the abort where nobody can catch it: the process would end.
  it('does not abort a request whose response fetch has refused', async () => {
    let signal: AbortSignal | null | undefined;
    const transport = fetchTransport({
      fetch: (_url, init) => {
        ({ signal } = init);
        return Promise.reject(new TypeError('fetch failed', { cause: new Error('too many content-encodings') }));
      },
    });
    await errorOf(clientOf('https://test.invalid/v1', transport).streamPrompt('m', 'x'));
    expect(signal?.aborted).to.equal(false);
  });

  it('reads at most 1000 pages of a list of items, where the server seems never to end it', async () => {
    let pages = 0;
    const transport: HttpTransport = {
      stream: () => {
        const page = bytes(JSON.stringify({ data: [], has_more: pages < 1100, last_id: `item_${++pages}` }));
        return from(Promise.resolve({ status: 200, headers: new Headers(), bytes: of(page) }));
      },
    };
    const error = await errorOf(clientOf('https://test.invalid/v1', transport).inputItems('resp_1'));
    expect(error).to.include({ type: 'stream', reason: 'too_large' });
    expect(pages).to.equal(1000);
  });
});
