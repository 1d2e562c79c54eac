import { expect } from 'chai';
import type { Socket } from 'node:net';
import { lastValueFrom } from 'rxjs';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import { loopback, type Loopback } from '../support/loopback.js';

const ANSWER = sse(created(), textDelta('Hi'), completed('resp_1'));

/** What happens to a kept connection when its second request arrives. */
const ends: Readonly<Record<string, (socket: Socket | null) => unknown>> = {
  'is reset': (socket) => socket?.resetAndDestroy(),
  ends: (socket) => socket?.end(),
};

const transports = { fetch: () => fetchTransport(), 'node:http': () => httpTransport() };

describe('a kept connection that', () => {
  let server: Loopback;
  let lost: number;
  afterEach(() => server.stop());

  const serve = async (end: (socket: Socket | null) => unknown) => {
    const used = new WeakSet();
    lost = 0;
    server = await loopback(({ socket }, response) => {
      if (used.has(socket) && lost === 0) {
        lost += 1;
        end(socket);
        return;
      }
      used.add(socket);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(ANSWER);
    });
  };
  const clientOf = (transport: keyof typeof transports, maxAttempts: number) =>
    new ResponsesClient({
      provider: createProvider({
        name: 'loopback',
        baseUrl: `${server.origin}/v1`,
        retry: { maxAttempts, baseDelay: 1 },
      }),
      transport: transports[transport](),
    });

  for (const transport of ['fetch', 'node:http'] as const)
    for (const [what, end] of Object.entries(ends)) {
      it(`${what} at its second request: the request is sent once more, over ${transport}`, async () => {
        await serve(end);
        const client = clientOf(transport, 1);
        for (let count = 0; count < 4; count++)
          expect(await lastValueFrom(client.streamPrompt('m', 'Hi'))).to.have.property('type', 'completed');
        expect(lost).to.equal(1);
        expect(server.requests).to.have.length(5);
      });

      it(`${what} at its second request: without retries, it is not sent again, over ${transport}`, async () => {
        await serve(end);
        const client = clientOf(transport, 0);
        const failures: string[] = [];
        for (let count = 0; count < 4; count++)
          await lastValueFrom(client.streamPrompt('m', 'Hi')).catch((error: unknown) => failures.push(String(error)));
        expect(failures).to.have.length(1);
        expect(server.requests).to.have.length(4);
      });
    }
});
