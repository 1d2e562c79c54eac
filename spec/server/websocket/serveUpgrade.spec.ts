import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { textAnswer } from '../../../lib/server/index.js';
import { ask, useServers } from '../rawClient.js';
import { dial, dialOpen, kindsOf, rawDial } from '../socketClient.js';

const errorIn = (text: string): unknown => JSON.parse(text);

describe('server/serveUpgrade', () => {
  const start = useServers();

  describe('a handshake', () => {
    it('is accepted, and is no request', async () => {
      const server = await start();
      const { answered } = await dialOpen(server, { headers: { 'X-Extra': 'yes' } });
      expect(await answered).to.include({ status: 101 });
      expect(server.requests).to.deep.equal([]);
      expect(server.sockets).to.have.length(1);
      expect(server.sockets[0]).to.deep.include({ index: 0 });
      expect(server.sockets[0]?.headers).to.include({ 'x-extra': 'yes', upgrade: 'websocket' });
    });

    it('may carry a query', async () => {
      const { answered } = await dialOpen(await start(), { path: '/responses?api-version=1' });
      expect(await answered).to.include({ status: 101 });
    });

    it('is accepted on a connection that has served a request before', async () => {
      const server = await start();
      const raw = rawDial(server, { connection: 'keep-alive', upgrade: '' }, 'GET /v1/models HTTP/1.1');
      await raw.until('"models"');
      const head = ['GET /v1/responses HTTP/1.1', 'host: localhost', 'connection: Upgrade', 'upgrade: websocket'];
      const rest = ['sec-websocket-version: 13', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==', '', ''];
      raw.socket.write([...head, ...rest].join('\r\n'));
      expect(await raw.until('101 Switching Protocols')).to.match(/sec-websocket-accept/i);
      raw.socket.destroy();
    });

    it('is answered with the headers of the script that is next, and spends none', async () => {
      const server = await start({ script: { headers: { 'openai-model': 'usual' } } });
      server.enqueue({
        answer: textAnswer('Hi', { id: 'resp_first' }),
        headers: { 'X-Models-Etag': '"1"', 'x-codex-turn-state': 'state' },
      });
      const first = await dialOpen(server);
      expect((await first.answered).headers).to.include({ 'x-models-etag': '"1"', 'x-codex-turn-state': 'state' });
      expect((await first.answered).headers).not.to.have.property('openai-model');
      first.create();
      expect(JSON.stringify(await first.next())).to.contain('resp_first');
      expect((await (await dialOpen(server)).answered).headers).to.include({ 'openai-model': 'usual' });
    });

    for (const headers of [{ 'a\r\nb': 'c' }, { 'a b': 'c' }, { '': 'c' }, { a: 'b\r\nc: d' }])
      it(`is refused if the script has the header ${JSON.stringify(headers)}`, async () => {
        const server = await start({ script: { headers } });
        const raw = rawDial(server);
        const answer = await raw.until('script_failed');
        expect(answer)
          .to.match(/^HTTP\/1\.1 500/)
          .and.not.to.contain('c: d');
        raw.socket.destroy();
      });

    it('does not ask a function for headers before there is a request', async () => {
      const asked: unknown[] = [];
      const server = await start({
        script: (request) => {
          asked.push(request);
          return { headers: { 'x-extra': 'yes' } };
        },
      });
      expect((await (await dialOpen(server)).answered).headers).not.to.have.property('x-extra');
      expect(asked).to.deep.equal([]);
    });

    it('takes headers of the script for its own', async () => {
      const server = await start({ script: { headers: { 'Sec-WebSocket-Accept': 'wrong' } } });
      const raw = rawDial(server);
      const head = await raw.until('\r\n\r\n');
      expect(head.match(/sec-websocket-accept: .*/gi)).to.deep.equal(['sec-websocket-accept: wrong']);
      expect(head).to.match(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
      raw.socket.destroy();
    });

    it('leaves the same path to HTTP', async () => {
      const server = await start();
      const open = await dialOpen(server);
      expect(await ask(server).seen).to.include({ status: 200 });
      open.create();
      expect(kindsOf([await open.next()])).to.deep.equal(['response.created']);
      expect(server.requests.map(({ transport, socket }) => [transport, socket])).to.deep.equal([
        ['http', undefined],
        ['websocket', 0],
      ]);
    });
  });

  describe('what it refuses', () => {
    it('refuses another key with a 401, and serves the right one', async () => {
      const server = await start({ apiKey: 'sk-right' });
      const { status, headers, text } = await dial(server, { headers: { authorization: 'Bearer sk-wrong' } }).answered;
      expect(status).to.equal(401);
      expect(headers).to.include({ 'content-type': 'application/json', 'x-request-id': 'req_1' });
      expect(errorIn(text)).to.have.nested.property('error.message', 'Incorrect API key provided: sk-wrong.');
      expect(await dial(server, { headers: { authorization: 'Bearer sk-right' } }).answered).to.include({
        status: 101,
      });
    });

    it('refuses other paths with a 404', async () => {
      const server = await start();
      for (const path of ['/models', '/nothing']) {
        const { status, text } = await dial(server, { path }).answered;
        expect(status).to.equal(404);
        expect(errorIn(text)).to.have.nested.property('error.message', `This server has no endpoint GET /v1${path}.`);
      }
    });

    it('refuses another method with a 405', async () => {
      const [, text] = await rawDial(await start(), {}, 'POST /v1/responses HTTP/1.1').ended;
      expect(text)
        .to.match(/^HTTP\/1\.1 405 /)
        .and.to.match(/\r\nallow: GET\r\n/);
    });

    it('refuses an upgrade to another protocol with a 400 that says so', async () => {
      const [, text] = await rawDial(await start(), { upgrade: 'h2c' }).ended;
      expect(text)
        .to.match(/^HTTP\/1\.1 400 /)
        .and.to.contain('supports upgrades to websocket, not to h2c');
    });

    for (const [name, value] of [
      ['sec-websocket-key', 'short'],
      ['sec-websocket-version', '7'],
    ] as const) {
      it(`refuses a ${name} that is none with a 400`, async () => {
        const server = await start();
        const [how, text] = await rawDial(server, { [name]: value }).ended;
        expect(how).to.equal('end');
        expect(text)
          .to.match(/^HTTP\/1\.1 400 /)
          .and.to.match(/invalid Sec-WebSocket/i);
        expect(text).to.contain('invalid_handshake');
        expect(server.sockets).to.deep.equal([]);
      });
    }

    it('records what it refuses', async () => {
      const server = await start();
      await dial(server, { path: '/nothing?a=1' }).answered;
      expect(server.requests[0]).to.deep.include({
        index: 0,
        transport: 'websocket',
        socket: undefined,
        method: 'GET',
        path: '/v1/nothing',
        query: { a: '1' },
        body: undefined,
        size: undefined,
        completed: true,
        clientClosedAt: undefined,
      });
    });

    it('is a 500 that says why where a header of the script cannot be sent', async () => {
      const { status, text } = await dial(await start({ script: { headers: { 'x-extra': 'a\r\nb: c' } } })).answered;
      expect(status).to.equal(500);
      expect(errorIn(text)).to.have.nested.property('error.code', 'script_failed');
    });

    it('is a 426 that says what to install where the package ws is missing, and HTTP works on', async () => {
      const entryPoint = new URL('../../../lib/server/index.ts', import.meta.url).href;
      const hook = `export const resolve = (name, context, next) => {
        if (name === 'ws') throw new Error('no such package');
        return next(name, context);
      };`;
      const program = `
        import { once } from 'node:events';
        import { get } from 'node:http';
        import { register } from 'node:module';
        import { ScriptedServer } from ${JSON.stringify(entryPoint)};
        register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
        const server = await new ScriptedServer({ script: {} }).listen();
        const headers = {
          connection: 'Upgrade', upgrade: 'websocket',
          'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        };
        const [response] = await once(get(server.baseUrl + '/responses', { headers }), 'response');
        const body = JSON.parse((await response.toArray()).join(''));
        const { status } = await fetch(server.baseUrl + '/responses', { method: 'POST', body: '{}' });
        await server.close();
        console.log(JSON.stringify({ status: response.statusCode, message: body.error.message, http: status }));`;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', program],
        { timeout: 15_000 },
      );
      expect(JSON.parse(stdout))
        .to.deep.include({ status: 426, http: 200 })
        .and.to.have.property('message')
        .that.contains('npm install ws');
    });
  });

  describe('refuseHandshake', () => {
    for (const status of [401, 426, 503, 200]) {
      it(`answers one handshake with ${status}, then opens the next`, async () => {
        const server = await start();
        expect(server.refuseHandshake({ type: 'status', status, headers: { 'Retry-After': '2' } })).to.equal(server);
        const { headers, text, ...answered } = await dial(server).answered;
        expect(answered).to.deep.equal({ status });
        expect(headers).to.include({ 'retry-after': '2', 'content-type': 'application/json' });
        expect(errorIn(text)).to.have.nested.property('error.message', `Scripted status ${status}.`);
        expect(server.requests).to.have.length(1);
        expect(server.requests[0]).to.include({ transport: 'websocket', completed: true });
        expect(server.sockets).to.deep.equal([]);
        expect(await dial(server).answered).to.include({ status: 101 });
      });
    }

    it('has a text for a body where it is told one', async () => {
      const server = (await start()).refuseHandshake({ type: 'status', status: 503, body: 'busy' });
      expect(await dial(server).answered).to.include({ status: 503, text: 'busy' });
    });

    it('can answer with a 101 that is none', async () => {
      const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-accept': 'wrong' };
      const server = (await start()).refuseHandshake({ type: 'status', status: 101, headers });
      const raw = rawDial(server);
      expect((await raw.ended)[1])
        .to.match(/^HTTP\/1\.1 101 /)
        .and.to.contain('sec-websocket-accept: wrong');
    });

    it('resets the connection', async () => {
      const server = (await start()).refuseHandshake({ type: 'reset_before_head' });
      expect(await rawDial(server).ended).to.deep.equal(['ECONNRESET', '']);
      expect(server.requests[0]).to.include({ completed: false, clientClosedAt: undefined });
    });

    for (const [how, hangUp] of [
      ['closes the connection', 'end'],
      ['resets it', 'resetAndDestroy'],
    ] as const) {
      it(`never answers, until the client ${how}`, async () => {
        const server = (await start()).refuseHandshake({ type: 'stall_before_head' });
        const closed = server.closed(0);
        const { socket } = rawDial(server);
        while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
        socket[hangUp]();
        expect(await closed).to.equal(server.requests[0]?.clientClosedAt);
        expect(server.requests[0]?.completed).to.equal(false);
      });
    }

    it('takes its faults one by one, and none for a handshake that is refused anyway', async () => {
      const server = await start({ apiKey: 'sk-right' });
      server.refuseHandshake({ type: 'status', status: 503 }, { type: 'status', status: 426 });
      const headers = { authorization: 'Bearer sk-right' };
      const statuses: unknown[] = [];
      for (const each of [{}, { headers }, { path: '/nothing', headers }, { headers }, { headers }])
        statuses.push((await dial(server, each).answered).status);
      expect(statuses).to.deep.equal([401, 503, 404, 426, 101]);
    });

    it('has no part in HTTP', async () => {
      const server = (await start()).refuseHandshake({ type: 'status', status: 503 });
      expect(await ask(server).seen).to.include({ status: 200 });
    });

    it('is a 500 that says why where a header cannot be sent', async () => {
      const server = await start();
      server.refuseHandshake({ type: 'status', status: 503, headers: { 'x-extra': 'a\r\nb: c' } });
      const { status, text } = await dial(server).answered;
      expect(status).to.equal(500);
      expect(errorIn(text))
        .to.have.nested.property('error.message')
        .that.matches(/Invalid character/);
    });
  });
});
