import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { of } from 'rxjs';
import { nodeListener } from '../../lib/node/nodeListener.js';
import { relay, type RelayHandler } from '../../lib/relay/server/relay.js';
import { until } from '../support/collect.js';

const BODY = 'a'.repeat(300_000);
const LENGTH = `content-length: ${BODY.length}`;
const JSON_TYPE = 'content-type: application/json';
const NEXT = 'GET /?answer=answer-0001 HTTP/1.1\r\nhost: a\r\nx-user: ann\r\nconnection: close\r\n\r\n';
const CHUNKED = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;

/** Requests with a body that a relay does not read to its end, and the status with which it refuses them. */
const REFUSED: Readonly<Record<string, readonly [status: number, lines: readonly string[], body: string]>> = {
  'of somebody who has not signed in': [401, ['POST / HTTP/1.1', JSON_TYPE, LENGTH], BODY],
  'whose method is unknown': [405, ['PUT / HTTP/1.1', 'x-user: ann', JSON_TYPE, LENGTH], BODY],
  'with another type': [415, ['POST / HTTP/1.1', 'x-user: ann', 'content-type: text/plain', LENGTH], BODY],
  'that is too long by its header': [413, ['POST / HTTP/1.1', 'x-user: ann', JSON_TYPE, LENGTH], BODY],
  'that is too long': [413, ['POST / HTTP/1.1', 'x-user: ann', JSON_TYPE, 'transfer-encoding: chunked'], CHUNKED],
};

describe('security: relay, on a connection that proxies use again', () => {
  let handle: RelayHandler;
  let server: Server;
  before(async () => {
    handle = relay({
      ask: () => of('a'),
      authorize: ({ headers }) => (headers.has('x-user') ? { user: 'ann' } : { refuse: 401 }),
      maxBodySize: 10_000,
    });
    server = createServer(nodeListener(handle)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    handle.close();
    server.closeAllConnections();
    server.close();
  });

  for (const [what, [status, lines, body]] of Object.entries(REFUSED))
    it(`answers the next request behind one ${what}`, async () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const socket = connect(port, '127.0.0.1').setEncoding('latin1');
      let received = '';
      socket.on('data', (text) => (received += String(text)));
      socket.write([...lines, 'host: a', '', body].join('\r\n'));
      socket.write(NEXT);
      await until(() => socket.readableEnded);
      expect(received.match(/(?<=HTTP\/1\.1 )\d{3}/g)).to.deep.equal([String(status), '404']);
    });
});
