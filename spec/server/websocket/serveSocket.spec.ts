import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { textAnswer, type ScriptedServer } from '../../../lib/server/index.js';
import { ask, useServers } from '../rawClient.js';
import { clientFrame, dialOpen, kindsOf, rawDial } from '../socketClient.js';
import { bundleProgram } from '../../support/bundleProgram.js';
import { within } from '../../support/within.js';

const saying = (id: string) => ({ answer: textAnswer('Hi', { id }) });
const SLOW = { pace: { tokensPerSecond: 1e-6 } };

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('it was not rejected'),
    (error: unknown) => error,
  );

/** Resolves when the server has recorded so many requests. */
const recorded = async (server: ScriptedServer, count: number): Promise<void> => {
  while (server.requests.length < count) await new Promise((resolve) => setImmediate(resolve));
};

describe('server/serveSocket', () => {
  const start = useServers();

  describe('what it answers', () => {
    it('answers each response.create with the frames of one script, on the same socket', async () => {
      const answer = textAnswer('Hello there 😀');
      const server = await start({ script: saying('resp_default') });
      server.enqueue({ answer });
      const client = await dialOpen(server);
      client.create();
      expect(await client.until('response.completed')).to.deep.equal(answer.frames);
      client.create({ stream: false });
      expect(JSON.stringify(await client.until('response.completed'))).to.contain('resp_default');
      expect(server.sockets).to.have.length(1);
      expect(server.requests.map(({ completed }) => completed)).to.deep.equal([true, true]);
    });

    it('shares its scripts with HTTP', async () => {
      const server = await start();
      server.enqueue(saying('resp_a'), saying('resp_b'), saying('resp_c'));
      const client = await dialOpen(server);
      client.create();
      expect(JSON.stringify(await client.until('response.completed'))).to.contain('resp_a');
      expect((await ask(server).seen).text).to.contain('resp_b');
      client.create();
      expect(JSON.stringify(await client.until('response.completed'))).to.contain('resp_c');
    });

    it('asks a function what to do with each message', async () => {
      const server = await start({ script: ({ index, socket }) => saying(`resp_${index}_${String(socket)}`) });
      await dialOpen(server);
      const client = await dialOpen(server);
      client.create();
      expect(await client.next()).to.have.nested.property('response.id', 'resp_0_1');
    });

    it('answers one message after another where they come at once', async () => {
      const server = await start();
      server.enqueue(saying('resp_a'), saying('resp_b'));
      const client = await dialOpen(server);
      client.create();
      client.create();
      const first = await client.until('response.completed');
      const second = await client.until('response.completed');
      expect(new Set(kindsOf(first)).size).to.equal(first.length);
      expect(first[0]).to.have.nested.property('response.id', 'resp_a');
      expect(second[0]).to.have.nested.property('response.id', 'resp_b');
    });

    it('answers many at once without piling up listeners', async () => {
      const server = await start();
      const client = await dialOpen(server);
      for (let n = 0; n < 30; n++) client.create();
      for (let n = 0; n < 30; n++) await client.until('response.completed');
      expect(server.requests.filter(({ completed }) => completed)).to.have.length(30);
    });

    it('quotes the last thing the user said of an incremental input', async () => {
      const client = await dialOpen(await start({ script: {} }));
      client.create({ input: [{ type: 'message', role: 'user', content: 'Hi' }] });
      await client.until('response.completed');
      client.create({
        previous_response_id: 'resp_1',
        input: [
          { type: 'function_call_output', call_id: 'call_1', output: '7' },
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Why?' }] },
        ],
      });
      expect(JSON.stringify(await client.until('response.completed'))).to.contain('You asked: “Why?”');
    });
  });

  describe('previous_response_id', () => {
    it('is known once it was answered on this socket, and stays so', async () => {
      const server = await start();
      const client = await dialOpen(server);
      for (const previous of [null, 'resp_1', 'resp_1', 'resp_3']) {
        client.create({ previous_response_id: previous });
        expect(kindsOf(await client.until('response.completed'))[0]).to.equal('response.created');
      }
    });

    it('is known where the message that names it came before the answer', async () => {
      const client = await dialOpen(await start());
      client.create();
      client.create({ previous_response_id: 'resp_1' });
      await client.until('response.completed');
      expect(kindsOf(await client.until('response.completed'))[0]).to.equal('response.created');
    });

    it('is unknown on another socket, and refused without spending a script', async () => {
      const server = await start();
      server.enqueue(saying('resp_a'), saying('resp_b'));
      const first = await dialOpen(server);
      first.create();
      await first.until('response.completed');
      const second = await dialOpen(server);
      second.create({ previous_response_id: 'resp_a' });
      expect(await second.next()).to.deep.equal({
        type: 'error',
        status: 400,
        error: {
          type: 'invalid_request_error',
          code: 'previous_response_not_found',
          message: 'Previous response with id "resp_a" not found.',
          param: null,
        },
      });
      second.create();
      expect(await second.next()).to.have.nested.property('response.id', 'resp_b');
      expect(server.requests[1]).to.include({ completed: true, socket: 1 });
    });

    it('is unknown where the answer failed', async () => {
      const server = await start();
      const error = { code: 'server_error', message: 'Oh' };
      server.enqueue({ ...saying('resp_a'), fault: { type: 'response_failed', after: 2, error } });
      const client = await dialOpen(server);
      client.create();
      await client.until('response.failed');
      client.create({ previous_response_id: 'resp_a' });
      expect(await client.next()).to.have.nested.property('error.code', 'previous_response_not_found');
    });

    it('is refused where it is no text', async () => {
      const client = await dialOpen(await start());
      client.create({ previous_response_id: 7 });
      expect(await client.next()).to.have.nested.property('error.code', 'previous_response_not_found');
    });
  });

  describe('what it refuses', () => {
    const messages: readonly (readonly [what: string, message: string | Uint8Array, expected: RegExp])[] = [
      ['a text that is not JSON', 'hello', /must be a JSON object/],
      ['JSON that is no object', '[]', /must be a JSON object/],
      ['a binary message', Buffer.from('{"type":"response.create"}'), /must be a JSON object/],
      ['another type', '{"type":"response.append","input":[]}', /got "response.append"/],
      ['no type', '{}', /must be "response.create"/],
    ];
    for (const [what, message, expected] of messages) {
      it(`answers ${what} with an error frame, and serves on`, async () => {
        const server = await start();
        server.enqueue(saying('resp_a'));
        const client = await dialOpen(server);
        client.socket.send(message);
        const frame = await client.next();
        expect(frame).to.deep.include({ type: 'error', status: 400 });
        expect(frame).to.have.nested.property('error.type', 'invalid_request_error');
        expect(frame).to.have.nested.property('error.message').that.matches(expected);
        client.create();
        expect(await client.next()).to.have.nested.property('response.id', 'resp_a');
        expect(server.requests[0]).to.include({ completed: true, size: message.length });
      });
    }

    it('closes a socket whose client breaks the protocol', async () => {
      const server = await start();
      const raw = rawDial(server);
      await raw.until('\r\n\r\n');
      raw.socket.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d])); // no mask
      const [how, text] = await raw.ended;
      expect(how).to.equal('end');
      expect(text.endsWith('\x88\x02\x03\xea')).to.equal(true); // 1002
      raw.socket.destroy();
      expect(await ask(server).seen).to.include({ status: 200 });
    });

    it('closes a socket on a message beyond 32 MiB', async () => {
      const server = await start();
      const client = await dialOpen(server);
      client.socket.send('x'.repeat(32 * 1024 * 1024 + 1));
      expect((await client.closed)[0]).to.equal(1009);
      expect(server.requests).to.deep.equal([]);
    });
  });

  describe('what it records', () => {
    it('records a message with the facts of its handshake', async () => {
      const server = await start();
      await dialOpen(server);
      const client = await dialOpen(server, { path: '/responses?api-version=1', headers: { 'X-Extra': 'Yes' } });
      const before = performance.now();
      client.create({ input: 'é' });
      await client.until('response.completed');
      expect(server.requests).to.have.length(1);
      expect(server.requests[0]).to.deep.include({
        index: 0,
        transport: 'websocket',
        socket: 1,
        method: 'GET',
        path: '/v1/responses',
        query: { 'api-version': '1' },
        body: { type: 'response.create', input: 'é' },
        size: 39,
        completed: true,
        clientClosedAt: undefined,
      });
      expect(server.requests[0]?.headers).to.include({ 'x-extra': 'Yes' });
      expect(server.requests[0]?.receivedAt).to.be.within(before, performance.now());
    });

    it('records the size of the body of an HTTP request', async () => {
      const server = await start();
      await ask(server, { input: 'é' }).seen;
      await ask(server, undefined, { path: '/models', method: 'GET' }).seen;
      expect(server.requests.map(({ transport, size }) => [transport, size])).to.deep.equal([
        ['http', 14],
        ['http', 0],
      ]);
    });

    it('records a message as soon as it has come', async () => {
      const server = await start({ script: SLOW });
      const client = await dialOpen(server);
      client.create({ n: 1 });
      client.create({ n: 2 });
      await recorded(server, 2);
      expect(server.requests.map(({ completed }) => completed)).to.deep.equal([false, false]);
    });

    it('says how each socket ended', async () => {
      const server = await start();
      const [polite, wordless, rude] = [await dialOpen(server), await dialOpen(server), await dialOpen(server)];
      polite.socket.close(4001, 'bye');
      wordless.socket.close();
      rude.socket.terminate();
      const ends = await Promise.all(server.sockets.map(({ closed }) => closed));
      expect(ends.map(({ code }) => code)).to.deep.equal([4001, 1005, 1006]);
      for (const { closedAt } of ends) expect(closedAt).to.be.at.most(performance.now());
    });
  });

  describe('when the client hangs up', () => {
    for (const [how, hangUp] of [
      ['with a close frame', 'close'],
      ['without one', 'terminate'],
    ] as const) {
      it(`says when, for every message that was not answered, ${how}`, async () => {
        const server = await start({ script: SLOW });
        const client = await dialOpen(server);
        client.create();
        client.create();
        await client.until('response.output_text.delta');
        await recorded(server, 2);
        expect(server.requests[0]?.clientClosedAt).to.equal(undefined);
        client.socket[hangUp]();
        const closedAt = await server.closed(0);
        expect(closedAt).to.be.within(server.requests[0]?.receivedAt ?? Infinity, performance.now());
        expect(await server.closed(1)).to.equal(closedAt);
        expect(await server.sockets[0]?.closed).to.include({ closedAt });
        expect(server.requests.map(({ completed }) => completed)).to.deep.equal([false, false]);
      });
    }

    it('spends no script on a message that it will not answer', async () => {
      const server = await start({ script: saying('resp_default') });
      server.enqueue(SLOW, saying('resp_a'));
      const client = await dialOpen(server);
      client.create();
      client.create();
      await recorded(server, 2);
      client.socket.terminate();
      expect(await within('the close of the connection', server.closed(1))).to.be.a('number');
      expect((await ask(server).seen).text).to.contain('resp_a');
    });

    it('says so where the message was answered to its end', async () => {
      const server = await start();
      const client = await dialOpen(server);
      client.create();
      await client.until('response.completed');
      client.socket.close();
      expect(await rejection(server.closed(0)))
        .to.have.property('message')
        .that.contains('was answered before');
    });

    it('notices a connection that ends in the middle of a message', async () => {
      const server = await start();
      const raw = rawDial(server);
      await raw.until('\r\n\r\n');
      raw.socket.end(clientFrame('{"type":"response.create"}').subarray(0, 10));
      expect(await server.sockets[0]?.closed).to.include({ code: 1006 });
      expect(server.requests).to.deep.equal([]);
    });

    it('sends nothing more once the client has sent its close frame', async () => {
      const server = await start({ script: SLOW });
      const raw = rawDial(server);
      await raw.until('\r\n\r\n');
      raw.socket.write(clientFrame('{"type":"response.create"}'));
      await raw.until('"delta":"The"');
      raw.socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
      const [, text] = await raw.ended;
      expect(text.endsWith('\x88\x00')).to.equal(true);
      raw.socket.end();
      expect(await within('the close of the connection', server.closed(0))).to.be.a('number');
    });
  });

  describe('when the server is closed', () => {
    it('tears all sockets down, and does not blame the clients', async () => {
      const server = await start({ script: SLOW });
      const clients = [await dialOpen(server), await dialOpen(server)];
      clients[0]?.create();
      await clients[0]?.until('response.output_text.delta');
      await server.close();
      for (const { closed } of clients) expect((await closed)[0]).to.equal(1006);
      expect(server.requests[0]).to.include({ completed: false, clientClosedAt: undefined });
      expect(await Promise.all(server.sockets.map(({ closed }) => closed))).to.have.length(2);
    });

    it('leaves nothing behind that would keep the process alive', async () => {
      const library = await bundleProgram('lib/server/index.ts');
      const program = `
        import { once } from 'node:events';
        import { WebSocket } from 'ws';
        import { ScriptedServer } from ${JSON.stringify(library.path)};
        const server = await new ScriptedServer().listen();
        server.refuseHandshake({ type: 'stall_before_head' });
        server.enqueue(
          { pace: { ttft: 1e9 } },
          { fault: { type: 'stall_mid_body', after: 0 } },
          { pace: { ttft: 1e9 }, fault: { type: 'ws_ping', every: 1 } },
          { fault: { type: 'ws_close', after: 0, code: 1001 } },
        );
        const dial = () => new WebSocket(server.baseUrl.replace('http', 'ws') + '/responses').on('error', () => {});
        const stalled = dial();
        while (server.requests.length < 1) await new Promise(setImmediate);
        for (let n = 0; n < 4; n++) {
          const socket = dial();
          if (n === 3) socket.on('open', () => socket.pause());
          await once(socket, 'open');
          socket.send('{"type":"response.create"}');
          while (server.requests.length < n + 2) await new Promise(setImmediate);
        }
        await server.close();
        stalled.terminate();
        console.log(server.sockets.length);`;
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', program],
        { timeout: 15_000, cwd: new URL('../../..', import.meta.url) },
      ).finally(library.remove);
      expect(stdout.trim()).to.equal('4');
      expect(stderr).not.to.match(/Error|Warning/);
    });
  });
});
