import { expect } from 'chai';
import { firstValueFrom, type Observable } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { ApiError } from '../../lib/protocol/errors/ApiError.js';
import { globalWebSocketTransport } from '../../lib/transport/globalWebSocketTransport.js';
import type { OpenSocket, UpgradeResponse } from '../../lib/transport/WebSocketTransport.js';
import { errorOf, outcomeOf, valuesOf, type Outcome } from '../support/collect.js';
import { openedBy, upgrade } from '../support/contracts/webSocketContract.js';

const opened: FakeWebSocket[] = [];

/** The part of the platform's WebSocket that is used; the test is its network. */
class FakeWebSocket extends EventTarget {
  readonly OPEN = 1;
  readonly sent: string[] = [];
  readyState = 0;
  closes = 0;
  /** The types of the events that are listened to, once for each listener. */
  readonly listened: string[] = [];

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
  ) {
    super();
    if (url.includes('#')) throw new SyntaxError('an address with a fragment');
    opened.push(this);
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listened.push(args[0]);
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    const place = this.listened.indexOf(args[0]);
    if (place !== -1) this.listened.splice(place, 1);
    super.removeEventListener(...args);
  }

  get listening(): number {
    return this.listened.length;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closes += 1;
  }

  /** What the network does. */
  happen(type: 'open' | 'message' | 'error' | 'close', details: object = {}): void {
    if (type === 'open') this.readyState = 1;
    if (type === 'close') this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event(type), details));
  }
}

const url = 'wss://host.example/v1/responses';
const connect = (headers: Readonly<Record<string, string>> = {}) =>
  globalWebSocketTransport().connect(upgrade(url, headers));

const theSocket = (): FakeWebSocket => opened.at(-1) ?? expect.fail('no WebSocket was made');

/** Starts an observable, lets something happen, and waits for its end. */
const during = <T>(source: Observable<T>, happens: () => void): Promise<Outcome<T>> => {
  const outcome = outcomeOf(source);
  happens();
  return outcome;
};

const open = async (): Promise<{ readonly socket: OpenSocket; readonly fake: FakeWebSocket }> => {
  const { values } = await during(connect(), () => theSocket().happen('open'));
  return { socket: values[0]?.socket ?? expect.fail('no socket was opened'), fake: theSocket() };
};

const lost = (detail: string) => ({ type: 'network', detail, code: 'WS_CLOSED' });

describe('globalWebSocketTransport', () => {
  let original: PropertyDescriptor | undefined;
  const replaceWebSocket = (value: unknown) =>
    Object.defineProperty(globalThis, 'WebSocket', { value, configurable: true, writable: true });
  beforeEach(() => {
    original = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
    replaceWebSocket(FakeWebSocket);
    opened.length = 0;
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'WebSocket');
    if (original !== undefined) Object.defineProperty(globalThis, 'WebSocket', original);
  });

  it('makes no WebSocket before subscribe, and one per subscription', () => {
    const heads = connect();
    expect(opened).to.have.length(0);
    const subscriptions = [heads, heads].map((each) => each.subscribe({ error: () => expect.fail() }));
    expect(opened.map((each) => [each.url, each.protocols])).to.deep.equal([
      [url, []],
      [url, []],
    ]);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  it('emits one head with status 101, without headers or a body, when the socket is open', async () => {
    const { values, error } = await during(connect(), () => theSocket().happen('open'));
    const [head, ...more] = values;
    if (head === undefined) return expect.fail('there was no head');
    expect([head.status, [...head.headers], await valuesOf(head.bytes)]).to.deep.equal([101, [], []]);
    expect([typeof head.socket, more.length, error]).to.deep.equal(['object', 0, undefined]);
    expect(theSocket()).to.include({ closes: 0, listening: 0 });
  });

  it('refuses credentials that it cannot send, and opens nothing', async () => {
    const { message } = await errorOf(connect({ authorization: 'Bearer hunter2' }));
    expect(message).to.match(/^request build error: the WebSocket of this platform cannot send the key/);
    expect(message).not.to.include('hunter2');
    expect(opened).to.have.length(0);
  });

  it('offers the protocols that are made of the headers, credentials included', () => {
    const protocols = (headers: Headers) => ['realtime', `key.${headers.get('authorization')?.slice(7) ?? ''}`];
    const request = upgrade(url, { authorization: 'Bearer k1' });
    const subscription = globalWebSocketTransport({ protocols })
      .connect(request)
      .subscribe({ error: () => expect.fail() });
    expect(theSocket().protocols).to.deep.equal(['realtime', 'key.k1']);
    subscription.unsubscribe();
  });

  it('makes a build error where the platform has no WebSocket', async () => {
    Reflect.deleteProperty(globalThis, 'WebSocket');
    expect((await errorOf(connect())).message).to.equal(
      'request build error: this platform has no WebSocket; use nodeWebSocketTransport() of codex-rx/node',
    );
  });

  it('makes a build error of what the platform refuses to open, with its reason', async () => {
    const error = await errorOf(globalWebSocketTransport().connect(upgrade(`${url}#here`)));
    expect(error.message).to.equal(
      'request build error: the websocket could not be opened: an address with a fragment',
    );
    expect(error.cause).to.be.instanceOf(SyntaxError);
  });

  it('makes a build error of protocols that cannot be made', async () => {
    const protocols = () => {
      throw new Error('no key');
    };
    const error = await errorOf(globalWebSocketTransport({ protocols }).connect(upgrade(url)));
    expect(error.message).to.equal('request build error: the websocket could not be opened: no key');
    expect(opened).to.have.length(0);
  });

  it('fails with a network error where the socket closes before it is open', async () => {
    const outcome = await during<UpgradeResponse>(connect(), () => {
      theSocket().happen('error');
      theSocket().happen('close', { code: 1006, reason: '' });
    });
    expect(outcome.error).to.have.deep.property('error', {
      type: 'network',
      detail: 'the websocket was refused; the platform does not tell why',
      code: 'WS_REFUSED',
    });
    expect(theSocket().listening).to.equal(0);
  });

  it('closes the socket when unsubscribed before it is open, and emits nothing more', () => {
    const subscription = connect().subscribe({ next: () => expect.fail(), error: () => expect.fail() });
    const fake = theSocket();
    subscription.unsubscribe();
    expect(fake).to.include({ closes: 1, listening: 0 });
    fake.happen('open');
    fake.happen('close', { code: 1006, reason: '' });
  });

  describe('frames', () => {
    it('bring texts, and binary messages without their bytes, and a close frame last', async () => {
      const { socket, fake } = await open();
      const outcome = await during(socket.frames, () => {
        fake.happen('message', { data: 'a' });
        fake.happen('message', { data: '' });
        fake.happen('message', { data: new Blob(['b']) });
        fake.happen('close', { code: 1011, reason: 'busy' });
      });
      expect(outcome).to.deep.equal({
        values: [
          { type: 'text', text: 'a' },
          { type: 'text', text: '' },
          { type: 'binary' },
          { type: 'close', code: 1011, reason: 'busy' },
        ],
        error: undefined,
      });
      expect(fake.listening).to.equal(0);
    });

    it('emit a close frame without a code', async () => {
      const { socket, fake } = await open();
      const { values } = await during(socket.frames, () => fake.happen('close', { code: 1005, reason: '' }));
      expect(values).to.deep.equal([{ type: 'close', code: 1005, reason: '' }]);
    });

    it('just complete where the connection ends without a close frame', async () => {
      const { socket, fake } = await open();
      const outcome = await during(socket.frames, () => {
        fake.happen('message', { data: 'a' });
        fake.happen('close', { code: 1006, reason: '' });
      });
      expect(outcome).to.deep.equal({ values: [{ type: 'text', text: 'a' }], error: undefined });
    });

    it('fail with a network error where the platform reports an error before the close', async () => {
      const { socket, fake } = await open();
      const { values, error } = await during(socket.frames, () => {
        fake.happen('message', { data: 'a' });
        fake.happen('error');
        fake.happen('close', { code: 1011, reason: 'busy' });
      });
      expect(values).to.deep.equal([{ type: 'text', text: 'a' }]);
      expect(error).to.include({ type: 'transport' });
      expect(error).to.have.property('message').that.includes('the platform does not tell why');
      expect(fake.listening).to.equal(0);
    });

    it('close the socket when unsubscribed, and emit nothing more', async () => {
      const { socket, fake } = await open();
      const seen: unknown[] = [];
      const subscription = socket.frames.subscribe({ next: (each) => seen.push(each), error: () => expect.fail() });
      fake.happen('message', { data: 'a' });
      expect(fake.closes).to.equal(0);
      subscription.unsubscribe();
      fake.happen('message', { data: 'b' });
      expect(seen).to.deep.equal([{ type: 'text', text: 'a' }]);
      expect(fake).to.include({ closes: 1, listening: 0 });
    });
  });

  describe('send', () => {
    it('sends a text when it is subscribed, and completes', async () => {
      const { socket, fake } = await open();
      const sending = socket.send('a');
      expect(fake.sent).to.deep.equal([]);
      expect(await valuesOf(sending)).to.deep.equal([]);
      expect(fake.sent).to.deep.equal(['a']);
    });

    for (const [what, state] of [
      ['is closing', 2],
      ['is closed', 3],
    ] as const)
      it(`fails with a network error where the socket ${what}`, async () => {
        const { socket, fake } = await open();
        fake.readyState = state;
        const outcome = await outcomeOf(socket.send('a'));
        expect(outcome.error).to.have.deep.property('error', lost('the websocket is not open'));
        expect(fake.sent).to.deep.equal([]);
      });
  });
});

// Node has a WebSocket of its own since version 22.
if (typeof Reflect.get(globalThis, 'WebSocket') === 'function')
  describe("globalWebSocketTransport over Node's own WebSocket", () => {
    let server: WebSocketServer | undefined;
    const listen = async (refuse = false): Promise<{ readonly url: string; readonly sockets: WebSocketServer }> => {
      const sockets = new WebSocketServer({
        port: 0,
        host: '127.0.0.1',
        verifyClient: () => !refuse,
        handleProtocols: (offered) => [...offered][0] ?? false,
      });
      server = sockets;
      await new Promise((resolve) => sockets.on('listening', resolve));
      const address = sockets.address();
      if (address === null || typeof address === 'string') return expect.fail('the server does not listen on a port');
      return { url: `ws://127.0.0.1:${address.port}/v1/responses`, sockets };
    };
    afterEach(async () => {
      for (const client of server?.clients ?? []) client.terminate();
      await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
      server = undefined;
    });

    it('sends and receives texts, and emits the close frame', async () => {
      const { url: address, sockets } = await listen();
      sockets.on('connection', (client) => {
        client.on('message', (data) => {
          client.send(`heard ${Buffer.isBuffer(data) ? data.toString() : ''}`);
          client.send(new Uint8Array([1]));
          client.close(1008, 'not you');
        });
      });
      const socket = await openedBy({ transport: globalWebSocketTransport(), url: address });
      const frames = valuesOf(socket.frames);
      await valuesOf(socket.send('é€😀'));
      expect(await frames).to.deep.equal([
        { type: 'text', text: 'heard é€😀' },
        { type: 'binary' },
        { type: 'close', code: 1008, reason: 'not you' },
      ]);
    });

    it('offers the protocols', async () => {
      const { url: address, sockets } = await listen();
      const offered = new Promise((resolve) =>
        sockets.on('connection', (client, { headers }) =>
          resolve([client.protocol, headers['sec-websocket-protocol']]),
        ),
      );
      const transport = globalWebSocketTransport({ protocols: () => ['realtime', 'key.k1'] });
      const { socket } = await firstValueFrom(transport.connect(upgrade(address, { authorization: 'Bearer k1' })));
      expect(await offered).to.deep.equal(['realtime', 'realtime, key.k1']);
      socket?.frames.subscribe({ error: () => expect.fail() }).unsubscribe();
    });

    it('closes the connection when the frames are unsubscribed', async () => {
      const { url: address, sockets } = await listen();
      const closed = new Promise((resolve) => sockets.on('connection', (client) => client.on('close', resolve)));
      const { frames } = await openedBy({ transport: globalWebSocketTransport(), url: address });
      frames.subscribe({ error: () => expect.fail() }).unsubscribe();
      await closed;
    });

    it('fails with a network error where the handshake is refused', async () => {
      const { url: address } = await listen(true);
      const error: ApiError = await errorOf(globalWebSocketTransport().connect(upgrade(address)));
      expect(error).to.have.nested.property('error.code', 'WS_CLOSED');
    });
  });
