import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { EMPTY, firstValueFrom, lastValueFrom, Subject, switchMap, take, toArray } from 'rxjs';
import { useFakeTimers, type SinonFakeTimers } from 'sinon';
import { DemandGate } from '../../lib/backpressure/Demand.js';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import { decodeText } from '../../lib/operators/framing/decodeText.js';
import type { ApiError } from '../../lib/protocol/errors/ApiError.js';
import { errorOf, outcomeOf, until, valuesOf } from '../support/collect.js';
import { openedBy, upgrade } from '../support/contracts/webSocketContract.js';
import {
  closeFrame,
  frame,
  framesIn,
  rawWebSocket,
  sending,
  switching,
  type RawWebSocket,
  type Script,
} from './rawWebSocket.js';

const CLOSE = 8;
const PING = 9;
const PONG = 10;

const networkCode = (error: ApiError): unknown =>
  error.type === 'transport' && error.error.type === 'network'
    ? error.error.code
    : `no network error: ${error.message}`;
const detailOf = (error: ApiError): string =>
  error.type === 'transport' && error.error.type === 'network' ? error.error.detail : error.message;
const streamDetail = (error: ApiError): string => (error.type === 'stream' ? error.detail : error.message);

/** Lets the event loop turn, so that what is on its way can arrive. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('nodeWebSocketTransport', () => {
  let server: RawWebSocket | undefined;
  let timers: SinonFakeTimers | undefined;
  afterEach(async () => {
    timers?.restore();
    timers = undefined;
    await server?.stop();
    server = undefined;
  });
  const listen = async (script: Script) => (server = await rawWebSocket(script));

  describe('frames', () => {
    const framesOf = async (script: Script, options = {}) => {
      const { url } = await listen(script);
      return (await openedBy({ transport: nodeWebSocketTransport(options), url })).frames;
    };

    const violations: readonly (readonly [what: string, frames: readonly Uint8Array[], said: RegExp])[] = [
      ['a masked frame', [frame('a', { masked: true })], /MASK must be clear/],
      ['a text that is no UTF-8', [frame(Buffer.from([0x61, 0xff]))], /invalid UTF-8/],
      ['a character that the end of the text cuts off', [frame(Buffer.from([0xe2, 0x82]))], /invalid UTF-8/],
      ['a continuation of nothing', [frame('a', { opcode: 0 })], /invalid opcode 0/],
      ['a message inside another', [frame('a', { fin: false }), frame('b')], /invalid opcode 1/],
      ['an unknown opcode', [frame('a', { opcode: 3 })], /invalid opcode 3/],
      ['reserved bits', [frame('a', { reserved: 1 })], /RSV2 and RSV3 must be clear/],
      ['compression that was not agreed on', [frame('a', { reserved: 4 })], /RSV1 must be clear/],
      ['a ping in pieces', [frame('a', { opcode: PING, fin: false })], /FIN must be set/],
      ['a long ping', [frame(Buffer.alloc(126), { opcode: PING })], /invalid payload length 126/],
      ['a close frame with half a code', [frame('\x03', { opcode: CLOSE })], /invalid payload length 1/],
      ['a close code that must not be sent', [closeFrame(1006)], /invalid status code 1006/],
    ];
    for (const [what, sent, said] of violations)
      it(`fail with a stream error at ${what}, and close the connection`, async () => {
        const frames = await framesOf(sending(frame('before'), ...sent));
        const { values, error } = await outcomeOf(frames);
        expect(values).to.deep.equal([{ type: 'text', text: 'before' }]);
        expect(error).to.include({ type: 'stream' });
        expect(error)
          .to.have.property('detail')
          .that.matches(/^the server violated the websocket protocol: /);
        expect(error).to.have.property('detail').that.matches(said);
        await until(() => framesIn(server?.heard() ?? Buffer.alloc(0)).some(({ opcode }) => opcode === CLOSE));
      });

    const tooLong: readonly (readonly [what: string, ...frames: Uint8Array[]])[] = [
      ['a message of 11 bytes', frame('x'.repeat(11))],
      ['a header that tells of 11 bytes', frame('', { length: 11 })],
      ['a header that tells of 2^40 bytes', frame('', { length: 2 ** 40 })],
      ['a header that tells of 2^62 bytes', frame('', { length: 2 ** 62 })],
      [
        'pieces of 6 and 5 bytes',
        frame('x'.repeat(6), { fin: false }),
        frame('x'.repeat(5), { opcode: 0, fin: false }),
      ],
    ];
    for (const [what, ...sent] of tooLong)
      it(`say how long a message may be, at ${what}`, async () => {
        const frames = await framesOf(sending(...sent), { maxMessageSize: 10 });
        expect(streamDetail(await errorOf(frames))).to.equal('a websocket message is longer than 10 bytes');
      });

    it('take a message that is just as long as allowed', async () => {
      const frames = await framesOf(sending(frame('x'.repeat(10))), { maxMessageSize: 10 });
      expect(await firstValueFrom(frames)).to.deep.equal({ type: 'text', text: 'x'.repeat(10) });
    });

    it('take 10 MiB where nothing else is said, and not more', async () => {
      const size = 10 * 1024 * 1024;
      const frames = await framesOf(sending(frame(Buffer.alloc(size, 'x')), frame('', { length: size + 1 })));
      const { values, error } = await outcomeOf(frames);
      expect(values.map((each) => each.type === 'text' && each.text.length)).to.deep.equal([size]);
      expect(error).to.include({
        type: 'stream',
        reason: 'too_large',
        detail: `a websocket message is longer than ${size} bytes`,
      });
    });

    it('put together a message of one-byte pieces with pings between them', async () => {
      const pieces = [...Buffer.from('{"said":"é€😀"}')].flatMap((byte, index) => [
        frame(Buffer.from([byte]), { opcode: index === 0 ? 1 : 0, fin: false }),
        frame(String(index), { opcode: PING }),
      ]);
      const frames = await framesOf(sending(...pieces, frame('', { opcode: 0 })));
      expect(await firstValueFrom(frames)).to.deep.equal({ type: 'text', text: '{"said":"é€😀"}' });
    });

    it('take an answer whose bytes come one by one', async () => {
      const script: Script = (connection, accept) => {
        const whole = Buffer.concat([Buffer.from(switching(accept)), frame('é'), closeFrame(1000)]);
        const send = (at: number): void => {
          if (at < whole.length) connection.write(whole.subarray(at, at + 1), () => setImmediate(() => send(at + 1)));
          else connection.end();
        };
        connection.setNoDelay();
        send(0);
      };
      expect(await valuesOf(await framesOf(script))).to.deep.equal([
        { type: 'text', text: 'é' },
        { type: 'close', code: 1000, reason: '' },
      ]);
    });

    it('tell of a close frame without a code by the code 1005', async () => {
      const script: Script = (connection, accept) => {
        sending(frame('', { opcode: CLOSE }))(connection, accept);
        connection.end();
      };
      expect(await valuesOf(await framesOf(script))).to.deep.equal([{ type: 'close', code: 1005, reason: '' }]);
    });

    it('answer a ping with a pong that says the same, and tell nobody', async () => {
      const frames = await framesOf(sending(frame('are you there', { opcode: PING }), frame('a')));
      const seen: unknown[] = [];
      const subscription = frames.subscribe({ next: (each) => seen.push(each), error: () => expect.fail() });
      await until(() => (server?.heard().length ?? 0) > 0 && seen.length > 0);
      subscription.unsubscribe();
      const [pong] = framesIn(server?.heard() ?? Buffer.alloc(0));
      expect([pong?.opcode, pong?.payload.toString()]).to.deep.equal([PONG, 'are you there']);
      expect(seen).to.deep.equal([{ type: 'text', text: 'a' }]);
    });

    it('say goodbye with the code 1000 when they are left, and let the server hang up', async () => {
      const { url, heard, closed } = await listen((connection, accept) => {
        connection.on('data', () => connection.end(closeFrame(1000)));
        sending(frame('a'))(connection, accept);
      });
      await firstValueFrom((await openedBy({ transport: nodeWebSocketTransport(), url })).frames);
      await closed;
      expect(framesIn(heard()).map(({ opcode, payload }) => [opcode, payload.toString('hex')])).to.deep.equal([
        [CLOSE, '03e8'],
      ]);
    });

    it('hear the goodbye of the server, and hang up at once, also where demand is closed', async () => {
      timers = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }); // time stands still
      const { url, closed } = await listen((connection, accept) => {
        connection.allowHalfOpen = true;
        connection.on('data', () => connection.write(closeFrame(1000)));
        connection.on('end', () => connection.end());
        sending(frame('a'))(connection, accept);
      });
      const gate = new DemandGate();
      gate.close();
      const { socket } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url), gate));
      socket?.frames.subscribe({ error: () => expect.fail('no error was expected') }).unsubscribe();
      await closed;
    });

    for (const [what, reply] of [
      ['does not answer the close frame', undefined],
      ['answers the close frame and keeps the connection', closeFrame(1000)],
      ['goes on talking', frame('b')],
    ] as const)
      it(`hang up, a second after they were left, on a server that ${what}`, async () => {
        timers = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        let connection: Socket | undefined;
        const { url, heard, closed } = await listen((opened, accept) => {
          connection = opened;
          opened.allowHalfOpen = true;
          if (reply !== undefined) opened.on('data', () => opened.write(reply));
          sending(frame('a'))(opened, accept);
        });
        let isClosed = false;
        void closed.then(() => (isClosed = true));
        // Who writes to a connection that is gone learns of it.
        const probe = () => {
          connection?.write(frame('c'));
          return isClosed;
        };
        await firstValueFrom((await openedBy({ transport: nodeWebSocketTransport(), url })).frames);
        await until(() => framesIn(heard()).some(({ opcode }) => opcode === CLOSE));
        timers.tick(999);
        for (let turn = 0; turn < 20; turn++) {
          probe();
          await turns(1);
        }
        expect(isClosed).to.equal(false);
        timers.tick(1);
        await until(probe);
      });

    it('tell of a close frame after a second where the server keeps the connection', async () => {
      timers = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { url, heard } = await listen((connection, accept) => {
        connection.allowHalfOpen = true;
        sending(closeFrame(1011, 'busy'))(connection, accept);
      });
      const values = valuesOf((await openedBy({ transport: nodeWebSocketTransport(), url })).frames);
      await until(() => framesIn(heard()).some(({ opcode }) => opcode === CLOSE));
      timers.tick(1000);
      expect(await values).to.deep.equal([{ type: 'close', code: 1011, reason: 'busy' }]);
    });

    it('fail where the connection was lost before anybody read them', async () => {
      let connection: Socket | undefined;
      const { url } = await listen((opened, accept) => {
        connection = opened;
        opened.write(switching(accept));
      });
      const socket = await openedBy({ transport: nodeWebSocketTransport(), url });
      connection?.resetAndDestroy();
      let failure: ApiError | undefined;
      while (failure === undefined) {
        const { error } = await outcomeOf(socket.send('a'));
        if (error !== undefined) failure = await errorOf(socket.send('a'));
      }
      expect(networkCode(failure)).to.equal('WS_CLOSED');
      await turns(20);
      expect(networkCode(await errorOf(socket.frames))).to.be.oneOf(['ECONNRESET', 'EPIPE']);
    });

    it('leave the server its bytes while demand is closed', async () => {
      const megabyte = frame(Buffer.alloc(1024 * 1024, 'x'));
      let connection: Socket | undefined;
      const { url } = await listen((opened, accept) => {
        connection = opened;
        sending(...Array.from({ length: 48 }, () => megabyte))(opened, accept);
      });
      const gate = new DemandGate();
      gate.close();
      const { socket } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url), gate));
      if (socket === undefined) return expect.fail('the handshake was refused');
      const seen: number[] = [];
      const frames = socket.frames.pipe(take(48), toArray());
      const reading = new Promise((resolve) =>
        frames.subscribe({ next: resolve, error: (error: unknown) => seen.push(Number(error)) }),
      );
      await turns(100);
      expect(connection?.writableLength).to.be.greaterThan(0);
      gate.open();
      expect(await reading).to.have.length(48);
      expect(connection?.writableLength).to.equal(0);
    });

    it('stop reading when demand closes, but for what was read already', async () => {
      const gate = new DemandGate();
      const { url } = await listen(
        sending(...Array.from({ length: 20_000 }, (_, n) => frame(`${n} ${'x'.repeat(500)}`))),
      );
      const { socket } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url), gate));
      if (socket === undefined) return expect.fail('the handshake was refused');
      let count = 0;
      const subscription = socket.frames.subscribe({
        next: () => {
          count += 1;
          if (count === 1) gate.close();
        },
        error: () => expect.fail('no error was expected'),
      });
      await until(() => count > 0);
      await turns(100);
      expect(count).to.be.lessThan(1000);
      gate.open();
      await until(() => count === 20_000);
      subscription.unsubscribe();
    });

    it('forget the demand when they were left', async () => {
      const { url } = await listen(sending(frame('a')));
      const changes = new Subject<boolean>();
      const { socket } = await firstValueFrom(
        nodeWebSocketTransport().connect(upgrade(url), { isOpen: true, changes }),
      );
      if (socket === undefined) return expect.fail('the handshake was refused');
      await firstValueFrom(socket.frames);
      expect(changes.observed).to.equal(false);
    });
  });

  describe('send', () => {
    it('masks what it sends, as the protocol wants it', async () => {
      const { url, heard } = await listen(sending());
      const socket = await openedBy({ transport: nodeWebSocketTransport(), url });
      await valuesOf(socket.send('é€😀'));
      await until(() => heard().length >= 6 + 9);
      expect(heard().readUInt8(1) & 0x80).to.equal(0x80);
      expect(framesIn(heard()).map(({ opcode, payload }) => [opcode, payload.toString()])).to.deep.equal([[1, 'é€😀']]);
      socket.frames.subscribe({ error: () => undefined }).unsubscribe();
    });
  });

  describe('connect', () => {
    const failureOf = async (script: Script): Promise<ApiError> => {
      const { url } = await listen(script);
      return errorOf(nodeWebSocketTransport().connect(upgrade(url)));
    };

    const faults: readonly (readonly [what: string, script: Script, said: RegExp])[] = [
      ['the accept of another key', (connection) => connection.write(switching('aaaa')), /Sec-WebSocket-Accept/],
      [
        'no accept',
        (connection) =>
          connection.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
        /Sec-WebSocket-Accept/,
      ],
      [
        'an upgrade to something else',
        (connection, accept) => connection.write(switching(accept, 'Upgrade: h2c\r\nConnection: Upgrade\r\n')),
        /Upgrade header/,
      ],
      [
        '101 without an upgrade',
        (connection, accept) => connection.write(switching(accept, '')),
        /does not upgrade the connection/,
      ],
      [
        'a subprotocol that nobody asked for',
        (connection, accept) =>
          connection.write(
            switching(accept, 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: chat\r\n'),
          ),
        /subprotocol/,
      ],
      [
        'an extension that nobody asked for',
        (connection, accept) =>
          connection.write(
            switching(accept, 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: x-zip\r\n'),
          ),
        /extension/,
      ],
      [
        'what is no HTTP',
        (connection) => connection.write('SSH-2.0-OpenSSH_9.6\r\n'),
        /^the websocket handshake failed/,
      ],
      ['nothing, and hangs up', (connection) => connection.end(), /socket hang up/],
      [
        'half a head, and hangs up',
        (connection) => connection.end('HTTP/1.1 101 Swit'),
        /^the websocket handshake failed/,
      ],
    ];
    for (const [what, script, said] of faults)
      it(`fails with a network error where the server answers ${what}, and hangs up`, async () => {
        const error = await failureOf(script);
        expect(error).to.have.nested.property('error.type', 'network');
        expect(detailOf(error)).to.match(said);
        await server?.closed;
      });

    it('keeps the code of a connection that was reset', async () => {
      expect(networkCode(await failureOf((connection) => connection.resetAndDestroy()))).to.equal('ECONNRESET');
    });

    it('keeps the code of a connection that was refused', async () => {
      const gone = await listen(() => undefined);
      await gone.stop();
      const { url } = gone;
      expect(networkCode(await errorOf(nodeWebSocketTransport().connect(upgrade(url))))).to.equal('ECONNREFUSED');
    });

    it('takes an answer of 200 for a refusal, and reads its body', async () => {
      const { url } = await listen((connection) =>
        connection.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nhello'),
      );
      const head = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url)));
      expect([head.status, head.socket, head.headers.getSetCookie()]).to.deep.equal([200, undefined, ['a=1', 'b=2']]);
      expect(await lastValueFrom(head.bytes.pipe(decodeText()))).to.equal('hello');
    });

    it('hangs up on a server that keeps the connection of a refusal, when its body is read', async () => {
      const { url, closed } = await listen((connection) =>
        connection.write('HTTP/1.1 401 Unauthorized\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nno'),
      );
      const { bytes } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url)));
      expect(await lastValueFrom(bytes.pipe(decodeText()))).to.equal('no');
      await closed;
    });

    it('fails in the body of a refusal that is cut off', async () => {
      const { url } = await listen((connection) =>
        connection.end('HTTP/1.1 503 Unavailable\r\nContent-Length: 5\r\n\r\nhe'),
      );
      const { bytes } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url)));
      expect(await errorOf(bytes)).to.include({ type: 'stream', reason: 'connection_lost', code: 'ECONNRESET' });
    });

    it('fails in the body of a refusal that was cut off before anybody read it', async () => {
      let connection: Socket | undefined;
      const { url, closed } = await listen((opened) => {
        connection = opened;
        opened.write('HTTP/1.1 503 Unavailable\r\nContent-Length: 5\r\n\r\nhe');
      });
      const { bytes } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url)));
      connection?.resetAndDestroy();
      await closed;
      await turns(20);
      expect(await errorOf(bytes)).to.include({ type: 'stream', reason: 'connection_lost', code: 'ECONNRESET' });
    });

    it('reads the body of a refusal only while demand is open', async () => {
      const { url } = await listen((connection) => connection.end('HTTP/1.1 503 Unavailable\r\n\r\nbusy'));
      const gate = new DemandGate();
      gate.close();
      const { bytes } = await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url), gate));
      const seen: string[] = [];
      let hasEnded = false;
      bytes.pipe(decodeText()).subscribe({
        next: (text) => seen.push(text),
        error: () => expect.fail('no error was expected'),
        complete: () => (hasEnded = true),
      });
      await turns(20);
      expect([seen, hasEnded]).to.deep.equal([[], false]);
      gate.open();
      await until(() => hasEnded);
      expect(seen.join('')).to.equal('busy');
    });

    it('asks for a WebSocket whatever the headers of the request say', async () => {
      const { url, handshakes } = await listen((connection) => connection.end('HTTP/1.1 400 Bad\r\n\r\n'));
      const headers = { 'sec-websocket-version': '8', 'x-a': 'é' };
      await firstValueFrom(nodeWebSocketTransport().connect(upgrade(url, headers)));
      const lines = (handshakes[0] ?? '').toLowerCase().split('\r\n');
      expect(lines).to.include.members([
        'connection: upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'x-a: é',
      ]);
      expect(lines.filter((line) => /^(connection|upgrade|sec-websocket-version):/.test(line))).to.have.length(3);
    });

    it('sends no handshake for a subscriber that leaves at once', async () => {
      const { url, connections } = await listen((connection) => connection.end('HTTP/1.1 400 Bad\r\n\r\n'));
      const transport = nodeWebSocketTransport();
      transport
        .connect(upgrade(url))
        .subscribe({ error: () => expect.fail('no error was expected') })
        .unsubscribe();
      await firstValueFrom(transport.connect(upgrade(url)));
      expect(connections()).to.equal(1);
    });

    it('is quiet wherever it is left', async () => {
      const { url } = await listen(sending(frame('a')));
      for (let later = 0; later < 12; later++) {
        const subscription = nodeWebSocketTransport()
          .connect(upgrade(url))
          .pipe(switchMap(({ socket }) => socket?.frames ?? EMPTY))
          .subscribe({ error: () => expect.fail('no error was expected') });
        await turns(later);
        subscription.unsubscribe();
      }
    });

    it('is quiet when it is left and the connection fails afterwards', async () => {
      const { url, closed, handshakes } = await listen(() => undefined);
      const subscription = nodeWebSocketTransport()
        .connect(upgrade(url))
        .subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => handshakes.length === 1);
      subscription.unsubscribe();
      await closed;
    });

    for (const [what, url] of [
      ['what is no URL', 'nowhere'],
      ['another scheme', 'ftp://127.0.0.1/'],
      ['a fragment', 'ws://127.0.0.1:1/#here'],
    ] as const)
      it(`makes a build error of ${what}`, async () => {
        const error = await errorOf(nodeWebSocketTransport().connect(upgrade(url)));
        expect(error).to.have.nested.property('error.type', 'build');
        expect(error.message).to.match(/^request build error: the websocket could not be opened: /);
      });

    for (const maxMessageSize of [0, -1, Number.NaN])
      it(`makes a build error of a longest message of ${maxMessageSize} bytes, and sends nothing`, async () => {
        const { url, connections } = await listen(() => undefined);
        const error = await errorOf(nodeWebSocketTransport({ maxMessageSize }).connect(upgrade(url)));
        expect(error.message).to.equal(
          `request build error: maxMessageSize must be a number of bytes, 1 or more, got ${maxMessageSize}`,
        );
        expect(connections()).to.equal(0);
      });

    for (const maxMessageSize of [2 ** 32 + 1, Infinity])
      it(`takes a longest message of ${maxMessageSize} bytes for as much as a text can hold`, async () => {
        const { url } = await listen(sending(frame('hello'), frame('', { length: 2 ** 30 })));
        const { frames } = await openedBy({ transport: nodeWebSocketTransport({ maxMessageSize }), url });
        const { values, error } = await outcomeOf(frames);
        expect(values).to.deep.equal([{ type: 'text', text: 'hello' }]);
        expect(error)
          .to.have.property('detail')
          .that.matches(/^a websocket message is longer than \d+ bytes$/);
      });

    it('needs ws only when it connects, and says how to get it', async () => {
      const hook =
        'export const resolve = (name, context, next) => { if (name === "ws") throw Object.assign(new Error("gone"), { code: "ERR_MODULE_NOT_FOUND" }); return next(name, context); };';
      const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
      const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))});`;
      const script = `
        import { nodeWebSocketTransport } from './lib/node/index.ts';
        const transport = nodeWebSocketTransport();
        transport
          .connect({ method: 'GET', url: 'ws://127.0.0.1:1/', headers: new Headers() })
          .subscribe({ error: (error) => console.log(error.message) });
      `;
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...['--import', 'tsx', '--import', asUrl(register), '--input-type=module', '--eval', script],
      ]);
      expect(stdout).to.match(
        /^request build error: nodeWebSocketTransport\(\) requires the package ws; run npm install ws: /,
      );
    });
  });
});
