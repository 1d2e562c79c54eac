import { createServer, request, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { nodeListener, type WebHandler } from '../../lib/node/nodeListener.js';
import { until } from '../support/collect.js';

const listening = async (listener: RequestListener) => {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('nodeListener', () => {
  let stop = (): void => undefined;
  const serve = async (handler: WebHandler): Promise<string> => {
    const site = await listening(nodeListener(handler));
    ({ stop } = site);
    return site.url;
  };
  afterEach(() => stop());

  it('passes on the method, the URL, the headers and the body of a request', async () => {
    const url = await serve(async ({ method, url: target, headers, body }) =>
      Response.json([
        method,
        new URL(target).pathname + new URL(target).search,
        headers.get('x-a'),
        await new Response(body).text(),
      ]),
    );
    const init = { method: 'PUT', headers: { 'x-a': '1' }, body: 'é'.repeat(100_000) };
    const received: unknown = await (await fetch(`${url}/a/b?c=d`, init)).json();
    expect(received).to.deep.equal(['PUT', '/a/b?c=d', '1', init.body]);
  });

  it('passes on the status, several headers of one name, and the body of a response', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
    const response = await fetch(await serve(() => new Response('created', { status: 201, headers })));
    expect([response.status, response.headers.getSetCookie(), await response.text()]).to.deep.equal([
      201,
      ['a=1', 'b=2'],
      'created',
    ]);
  });

  for (const [title, head] of [
    ['the method TRACE', 'TRACE / HTTP/1.1\r\nhost: a'],
    ['a host that is no host', 'GET / HTTP/1.1\r\nhost: a b<'],
    ['a port that is no port', 'GET / HTTP/1.1\r\nhost: a:99999'],
  ] as const)
    it(`refuses ${title} with 400, and does not call the handler`, async () => {
      let calls = 0;
      const { port } = new URL(
        await serve(() => {
          calls += 1;
          return new Response();
        }),
      );
      const socket = connect(Number(port), '127.0.0.1').setEncoding('latin1');
      socket.end(`${head}\r\nconnection: close\r\n\r\n`);
      const received: unknown[] = await once(socket, 'data');
      expect([String(received[0]).split('\r\n')[0], calls]).to.deep.equal(['HTTP/1.1 400 Bad Request', 0]);
    });

  it('answers without a body', async () => {
    const response = await fetch(await serve(() => new Response(null, { status: 204 })));
    expect([response.status, await response.text()]).to.deep.equal([204, '']);
  });

  it('uses the body that a parser of Express has read, and the URL before a router', async () => {
    const echo = nodeListener(async ({ url, body }) =>
      Response.json([new URL(url).pathname, await new Response(body).text()]),
    );
    const site = await listening((message, response) => {
      message.resume();
      message.once('end', () => {
        const parsed = { url: '/', originalUrl: '/api/chat', body: { a: 1 } };
        setImmediate(() => echo(Object.assign(message, parsed), response));
      });
    });
    ({ stop } = site);
    const response = await fetch(site.url, { method: 'POST', body: 'read already' });
    expect(await response.json()).to.deep.equal(['/api/chat', '{"a":1}']);
  });

  for (const [title, handler] of [
    [
      'throws',
      () => {
        throw new Error('hunter2');
      },
    ],
    ['rejects', () => Promise.reject(new Error('hunter2'))],
  ] as const)
    it(`answers with 500 and no more when the handler ${title}`, async () => {
      const response = await fetch(await serve(handler));
      expect([response.status, await response.text()]).to.deep.equal([500, '']);
    });

  it('resets the connection when the body fails, so that it does not look whole', async () => {
    const body = () =>
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('part')),
        pull: (controller) => controller.error(new Error('broken')),
      });
    const response = await fetch(await serve(() => new Response(body())));
    const failure = await response.text().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(Error);
  });

  it('fires the signal and cancels the body when the reader leaves', async () => {
    const left: string[] = [];
    const url = await serve(({ signal }) => {
      signal.addEventListener('abort', () => left.push('signal'));
      const cancel = () => {
        left.push('body');
      };
      return new Response(new ReadableStream<Uint8Array>({ cancel }));
    });
    const reading = request(url, { method: 'POST' });
    reading.on('error', () => undefined);
    reading.end();
    await once(reading, 'response');
    reading.destroy();
    await until(() => left.length === 2);
    expect(left).to.have.members(['signal', 'body']);
  });
});
