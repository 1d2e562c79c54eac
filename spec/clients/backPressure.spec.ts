import { expect } from 'chai';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { sse, textDelta } from '../../lib/testing/wire.js';
import { until } from '../support/collect.js';
import { loopback } from '../support/loopback.js';

const FRAME = sse(textDelta('x'.repeat(2000)));
// Sockets and runtimes hold a few MB of their own; without back-pressure the server below would never stop.
const HELD_AT_MOST = 32 * 1024 * 1024;

describe('back-pressure to the socket', () => {
  it('a slow loop stops the server from sending, and breaking out of it closes the socket', async () => {
    let sent = 0;
    let blocked = false;
    let closed = false;
    const endless = await loopback((_request, response) => {
      response.on('close', () => (closed = true));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (): void => {
        while (!closed && response.write(FRAME)) sent += FRAME.length;
        blocked = true;
        if (sent > HELD_AT_MOST) response.destroy();
        else response.once('drain', send);
      };
      send();
    });
    try {
      const provider = createProvider({ name: 'endless', baseUrl: endless.origin, streamIdleTimeout: 60_000 });
      const loop = new ResponsesClient({ provider }).streamPrompt('m', 'x').iterate({ highWaterMark: 10 });
      await loop.next();
      // The server is blocked for good when many turns of the event loop bring no byte more.
      let stable = 0;
      for (let last = -1; stable < 2000;) {
        stable = sent === last ? stable + 1 : 0;
        last = sent;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(blocked).to.equal(true);
      expect(sent).to.be.lessThan(HELD_AT_MOST);
      const before = sent;
      for (let taken = 0; taken < 6000; taken++) await loop.next();
      expect(sent).to.be.greaterThan(before);
      await loop.return?.();
      await until(() => closed);
    } finally {
      await endless.stop();
    }
  });
});
