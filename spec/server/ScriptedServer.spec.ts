import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { ScriptedServer, textAnswer } from '../../lib/server/index.js';
import { ask, dataOf, typesOf, useServers } from './rawClient.js';
import { bundleProgram } from '../support/bundleProgram.js';
import { within } from '../support/within.js';

const url = ({ baseUrl }: ScriptedServer) => `${baseUrl}/responses`;
const post = (body: string, headers: Record<string, string> = {}) => ({ method: 'POST', body, headers });
const idOf = (text: string) => /"id":"(resp_[^"]*)"/.exec(text)?.[1];
const saying = (id: string) => ({ answer: textAnswer('Hi', { id }) });
const errorOf = async (response: Response): Promise<unknown> => response.json();

/** Resolves with what a promise was rejected with. */
const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('it was not rejected'),
    (error: unknown) => error,
  );

describe('server/ScriptedServer', () => {
  const start = useServers();

  describe('its life', () => {
    it('has no address before it listens, nor after it was closed', async () => {
      const server = new ScriptedServer();
      expect(() => server.baseUrl).to.throw('await listen() first');
      await server.listen();
      expect(server.baseUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
      await server.close();
      expect(() => server.baseUrl).to.throw('await listen() first');
    });

    it('listens on the loopback address only', async () => {
      const { port } = new URL((await start()).baseUrl);
      const elsewhere = once(connect(Number(port), '127.0.0.2'), 'connect');
      expect(await rejection(elsewhere)).to.have.property('code', 'ECONNREFUSED');
    });

    it('takes the port that it is told, and reports one that is taken', async () => {
      const first = await start();
      const port = Number(new URL(first.baseUrl).port);
      expect(await rejection(start({ port }))).to.have.property('code', 'EADDRINUSE');
      await first.close();
      expect((await start({ port })).baseUrl).to.contain(`:${port}/`);
    });

    it('listens once, however often it is asked', async () => {
      const server = await start();
      const { baseUrl } = server;
      expect(await server.listen()).to.equal(server);
      expect(server.baseUrl).to.equal(baseUrl);
    });

    it('closes without having listened, twice, and while it begins to listen', async () => {
      const idle = new ScriptedServer();
      await idle.close();
      await idle.close();
      expect(await rejection(idle.listen()))
        .to.have.property('message')
        .that.contains('closed');

      const early = new ScriptedServer();
      const listening = early.listen();
      await early.close();
      await listening;
      expect(() => early.baseUrl).to.throw();
    });

    it('cuts off open streams when it is closed, and does not blame the client', async () => {
      const server = await start();
      server.enqueue(
        { fault: { type: 'stall_mid_body', after: 1 } },
        { pace: { ttft: 1e9 } },
        { fault: { type: 'linger' } },
      );
      const asked = [ask(server), ask(server), ask(server)];
      await Promise.all(asked.map(({ head }) => head));
      await server.close();
      for (const { seen } of asked) expect((await seen).error).to.equal('ECONNRESET');
      for (const request of server.requests)
        expect(request).to.include({ clientClosedAt: undefined, completed: false });
    });

    it('closes connections that never asked anything', async () => {
      const server = await start();
      const socket = connect(Number(new URL(server.baseUrl).port), '127.0.0.1');
      await once(socket, 'connect');
      const [closed] = await Promise.all([once(socket, 'close'), server.close()]);
      expect(closed).to.be.an('array');
    });

    it('leaves nothing behind that would keep the process alive', async () => {
      const library = await bundleProgram('lib/server/index.ts');
      const program = `
        import { ScriptedServer } from ${JSON.stringify(library.path)};
        const server = await new ScriptedServer().listen();
        server.enqueue({ pace: { ttft: 1e9 } }, { fault: { type: 'stall_before_head' } }, { pace: { tokensPerSecond: 1e-6 } });
        const ask = () => fetch(server.baseUrl + '/responses', { method: 'POST', body: '{"stream":true}' });
        const slow = await ask();
        const stalled = ask().catch((error) => error.message);
        const paced = await ask();
        const torn = [slow.text(), paced.text()].map((text) => text.catch((error) => error.message));
        await server.close();
        console.log(JSON.stringify([await stalled, ...(await Promise.all(torn))]));`;
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', program],
        { timeout: 15_000 },
      ).finally(library.remove);
      expect(JSON.parse(stdout)).to.deep.equal(['fetch failed', 'terminated', 'terminated']);
      expect(stderr).not.to.match(/Error|Warning/);
    });
  });

  describe('which script it plays', () => {
    it('plays enqueued scripts in order, one per request, then the default', async () => {
      const server = await start({ script: saying('resp_default') });
      expect(server.enqueue(saying('resp_a'), saying('resp_b')).enqueue(saying('resp_c'))).to.equal(server);
      const ids: unknown[] = [];
      for (let n = 0; n < 5; n++) ids.push(idOf((await ask(server).seen).text));
      expect(ids).to.deep.equal(['resp_a', 'resp_b', 'resp_c', 'resp_default', 'resp_default']);
    });

    it('asks a function what to do with each request', async () => {
      const server = await start({
        script: ({ index, body }) => saying(`resp_${index}_${JSON.stringify(body).length}`),
      });
      expect(idOf((await ask(server, { a: 1 }).seen).text)).to.equal('resp_0_7');
      expect(idOf((await ask(server, {}).seen).text)).to.equal('resp_1_2');
    });

    it('quotes the question when it was told nothing', async () => {
      const server = await start({ script: undefined });
      const client = ask(server, { stream: true, input: 'Why?' });
      expect(await client.until('asked')).to.contain('response.created');
      client.hangUp();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });

    it('quotes the question when a script has no answer', async () => {
      const server = await start({ script: {} });
      expect((await ask(server, { input: 'Why?' }).seen).text).to.contain('You asked: “Why?”');
    });

    it('spends no script on a request that it refuses', async () => {
      const server = await start({ script: saying('resp_default') });
      server.enqueue(saying('resp_a'));
      await fetch(`${server.baseUrl}/nothing`, post('{}'));
      await fetch(url(server));
      await fetch(url(server), post('no JSON'));
      expect(idOf((await ask(server).seen).text)).to.equal('resp_a');
    });
  });

  describe('what it refuses', () => {
    it('refuses an unknown path with a 404 in the shape of OpenAI', async () => {
      const response = await fetch(`${(await start()).baseUrl}/nothing?a=1`, post('{}'));
      expect(response.status).to.equal(404);
      expect(response.headers.get('x-request-id')).to.equal('req_1');
      expect(await errorOf(response)).to.deep.equal({
        error: {
          message: 'This server has no endpoint POST /v1/nothing.',
          type: 'invalid_request_error',
          code: 'unknown_url',
          param: null,
        },
      });
    });

    it('refuses another method with a 405 that says which is allowed', async () => {
      const response = await fetch(url(await start()));
      expect(response.status).to.equal(405);
      expect(response.headers.get('allow')).to.equal('POST');
      expect(await errorOf(response)).to.have.nested.property('error.code', 'method_not_supported');
    });

    for (const body of ['', '{"torn', '[]', 'null', '"text"']) {
      it(`refuses the body ${JSON.stringify(body)} with a 400`, async () => {
        const response = await fetch(url(await start()), post(body));
        expect(response.status).to.equal(400);
        expect(await errorOf(response)).to.have.nested.property('error.message', 'The body must be a JSON object.');
      });
    }

    it('refuses another key with a 401 that repeats it', async () => {
      const server = await start({ apiKey: 'sk-right' });
      const response = await fetch(url(server), post('{}', { authorization: 'Bearer sk-wrong' }));
      expect(response.status).to.equal(401);
      expect(await errorOf(response)).to.deep.equal({
        error: {
          message: 'Incorrect API key provided: sk-wrong.',
          type: 'invalid_request_error',
          code: 'invalid_api_key',
          param: null,
        },
      });
    });

    for (const authorization of [undefined, 'Basic sk-right', 'sk-right']) {
      it(`refuses a request whose authorization is ${authorization ?? 'missing'}`, async () => {
        const server = await start({ apiKey: 'sk-right' });
        const response = await fetch(url(server), post('{}', authorization === undefined ? {} : { authorization }));
        expect(response.status).to.equal(401);
        expect(await errorOf(response)).to.have.nested.property('error.message', 'No API key was provided.');
      });
    }

    it('serves the right key', async () => {
      const server = await start({ apiKey: 'sk-right' });
      const response = await fetch(url(server), post('{}', { authorization: 'bearer sk-right' }));
      expect(response.status).to.equal(200);
      await response.text();
    });

    it('refuses a body beyond 32 MiB with a 413, and serves on', async () => {
      const server = await start();
      const limit = 32 * 1024 * 1024;
      const fits = await fetch(url(server), post(`{"a":"${'x'.repeat(limit - 8)}"}`));
      expect(fits.status).to.equal(200);
      await fits.text();
      const { seen } = ask(server, { a: 'x'.repeat(limit - 7) });
      expect(await seen).to.include({ status: 413 });
      expect((await seen).text).to.contain('at most 33554432 bytes long');
      expect(server.requests[1]).to.include({ body: undefined, completed: true });
      expect(await ask(server).seen).to.include({ status: 200 });
    });
  });

  describe('what it records', () => {
    it('records the request as it was', async () => {
      const server = await start();
      const before = performance.now();
      const body = { stream: false, input: 'Hi', nested: { a: [1, null] } };
      const response = await fetch(
        `${url(server)}?api-version=1&a=x%20y&a=z`,
        post(JSON.stringify(body), { 'X-Extra': 'Yes', authorization: 'Bearer sk-any' }),
      );
      await response.text();
      const [request] = server.requests;
      expect(server.requests).to.have.length(1);
      expect(request).to.deep.include({
        index: 0,
        method: 'POST',
        path: '/v1/responses',
        query: { 'api-version': '1', a: 'z' },
        body,
        completed: true,
        clientClosedAt: undefined,
      });
      expect(request?.headers).to.include({ 'x-extra': 'Yes', authorization: 'Bearer sk-any' });
      expect(request?.receivedAt).to.be.within(before, performance.now());
    });

    it('records what it refuses', async () => {
      const server = await start();
      await fetch(`${server.baseUrl}/nothing`, { method: 'DELETE' });
      await fetch(url(server), post('no JSON'));
      expect(server.requests.map(({ method, path, body, completed }) => [method, path, body, completed])).to.deep.equal(
        [
          ['DELETE', '/v1/nothing', undefined, true],
          ['POST', '/v1/responses', undefined, true],
        ],
      );
    });

    it('numbers requests by their arrival, over several connections and on one', async () => {
      const server = await start();
      const ids: unknown[] = [];
      for (let n = 0; n < 3; n++) {
        const response = await fetch(url(server), post('{}'));
        ids.push(response.headers.get('x-request-id'));
        await response.text();
      }
      ids.push((await ask(server).seen).headers['x-request-id']);
      expect(ids).to.deep.equal(['req_1', 'req_2', 'req_3', 'req_4']);
      expect(server.requests.map(({ index }) => index)).to.deep.equal([0, 1, 2, 3]);
    });

    it('keeps the requests after it was closed', async () => {
      const server = await start();
      await ask(server).seen;
      await server.close();
      expect(server.requests).to.have.length(1);
    });

    it('serves many requests on one connection without piling up listeners', async () => {
      const server = await start();
      for (let n = 0; n < 30; n++) await (await fetch(url(server), post('{"stream":true}'))).text();
      expect(server.requests.filter(({ completed }) => completed)).to.have.length(30);
    });
  });

  describe('when the client hangs up', () => {
    it('says when, for a stream that was read in part', async () => {
      const server = await start({ script: { pace: { tokensPerSecond: 1e-6 } } });
      const controller = new AbortController();
      const response = await fetch(url(server), { ...post('{"stream":true}'), signal: controller.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      expect(server.requests[0]?.clientClosedAt).to.equal(undefined);
      controller.abort();
      const closedAt = await server.closed(0);
      expect(closedAt).to.equal(server.requests[0]?.clientClosedAt);
      expect(closedAt).to.be.within(server.requests[0]?.receivedAt ?? Infinity, performance.now());
      expect(server.requests[0]?.completed).to.equal(false);
      await rejection(reader?.closed ?? Promise.resolve());
    });

    it('notices it in the middle of the request', async () => {
      const server = await start();
      const closed = server.closed(0);
      const socket = connect(Number(new URL(server.baseUrl).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /v1/responses HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"torn');
      socket.end();
      expect(await closed).to.equal(server.requests[0]?.clientClosedAt);
      expect(server.requests[0]).to.include({ body: undefined, completed: false });
    });

    it('can be awaited before the request has come, and by several', async () => {
      const server = await start({ script: { fault: { type: 'linger' } } });
      const both = Promise.all([server.closed(1), server.closed(1)]);
      const [first, second] = [ask(server), ask(server)];
      await Promise.all([first.head, second.head]);
      second.hangUp();
      first.hangUp();
      const [one, two] = await both;
      expect(one).to.equal(two);
    });

    it('says so where the request was answered to its end', async () => {
      const server = await start();
      await ask(server).seen;
      expect(await rejection(server.closed(0)))
        .to.have.property('message')
        .that.contains('was answered before');
    });

    it('says so where the server reset the connection itself', async () => {
      const server = await start({ script: { fault: { type: 'reset_before_head' } } });
      await ask(server).seen;
      expect(await rejection(server.closed(0)))
        .to.have.property('message')
        .that.contains('was reset by the server');
    });

    it('says so where the server was closed first, or was closed already', async () => {
      const server = await start({ script: { fault: { type: 'linger' } } });
      const waiting = server.closed(0);
      await ask(server).head;
      await server.close();
      for (const promise of [waiting, server.closed(0), server.closed(7)])
        expect(await rejection(promise))
          .to.have.property('message')
          .that.contains('the server was closed before');
    });

    it('leaves no rejection unhandled where nobody awaits it any more', async () => {
      const server = await start();
      const closed = server.closed(3).then(
        () => 'closed',
        () => 'rejected',
      );
      void server.closed(3);
      await server.close();
      expect(await within('the end of a wait for a connection', closed)).to.equal('rejected');
    });
  });

  it('answers fetch, with a query in the address', async () => {
    const server = await start({ script: saying('resp_x') });
    const response = await fetch(`${url(server)}?api-version=preview`, post('{"stream":true}'));
    const text = await response.text();
    expect(typesOf(text).at(0)).to.equal('response.created');
    expect(typesOf(text).at(-1)).to.equal('response.completed');
    expect(dataOf(text)).to.have.length(9);
  });

  it('answers requests that come at the same time', async () => {
    const server = await start({ script: ({ index }) => saying(`resp_${index}`) });
    const seen = await Promise.all(Array.from({ length: 20 }, () => ask(server).seen));
    const ids = seen.map(({ text }) => idOf(text) ?? '');
    expect(new Set(ids).size).to.equal(20);
    expect(seen.map(({ headers }) => headers['x-request-id'])).to.deep.equal(
      ids.map((id) => `req_${Number(id.slice(5)) + 1}`),
    );
  });
});
