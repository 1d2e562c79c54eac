import { expect } from 'chai';
import { concatMap, firstValueFrom, lastValueFrom, of, take, tap, toArray, type Observable } from 'rxjs';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { decodeText } from '../../../lib/operators/framing/decodeText.js';
import type { ApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { HttpRequest } from '../../../lib/provider/HttpRequest.js';
import type { OpenSocket, SocketFrame, WebSocketTransport } from '../../../lib/transport/WebSocketTransport.js';
import { errorOf, outcomeOf, until, valuesOf } from '../collect.js';

/** What the other side does with a handshake. */
export interface Answer {
  /** 101, or what it refuses with. `stall`: it never answers. Default 101. */
  readonly status?: number | 'stall';
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a refusal. */
  readonly body?: readonly string[];
  /** Whether that body ends. Default true. */
  readonly bodyEnds?: boolean;
  /** What it sends as soon as the socket is open. */
  readonly sends?: readonly (string | Uint8Array)[];
  /** What it does when the first text comes: say it back, send a close frame, end without one, reset the connection. */
  readonly then?: 'echo' | 'end' | 'reset' | { readonly code: number; readonly reason: string };
}

/** One side of a connection, and a view of the other. */
export interface SocketPeer {
  readonly transport: WebSocketTransport;
  readonly url: string;
  /** The handshakes that came, by their headers. */
  readonly handshakes: () => readonly Headers[];
  /** The texts that came. */
  readonly heard: () => readonly string[];
  /** Settles when the client has closed the connection. */
  readonly closed: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const upgrade = (url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: new Headers(headers),
});

/** The socket of a handshake that must succeed. */
export const openedBy = async ({ transport, url }: Pick<SocketPeer, 'transport' | 'url'>): Promise<OpenSocket> => {
  const { socket } = await firstValueFrom(transport.connect(upgrade(url)));
  return socket ?? expect.fail('the handshake was refused');
};

const say = (socket: OpenSocket, text: string): Promise<unknown> =>
  lastValueFrom(socket.send(text), { defaultValue: undefined });

/** The frames, said "go" to when the first one has come. */
const urged = (socket: OpenSocket): Observable<SocketFrame> =>
  socket.frames.pipe(
    concatMap((frame, index) => {
      if (index === 0) void say(socket, 'go');
      return of(frame);
    }),
  );

const isNetwork = (error: ApiError): boolean => error.type === 'transport' && error.error.type === 'network';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** What every `WebSocketTransport` that sees all of a connection promises; the virtual one and the real one run this. */
export const describeWebSocket = (name: string, connect: (answer: Answer) => Promise<SocketPeer>): void => {
  describe(`the WebSocket contract: ${name}`, () => {
    let peer: SocketPeer | undefined;
    const open = async (answer: Answer) => (peer = await connect(answer));
    afterEach(async () => {
      await peer?.stop();
      peer = undefined;
    });

    it('sends nothing before subscribe, and one handshake per subscription', async () => {
      const { transport, url, handshakes } = await open({ status: 503 });
      const heads = transport.connect(upgrade(url));
      await turns(5);
      expect(handshakes()).to.have.length(0);
      for (const count of [1, 2]) {
        const { bytes } = await firstValueFrom(heads);
        await valuesOf(bytes);
        expect(handshakes()).to.have.length(count);
      }
    });

    it('sends the headers of the request', async () => {
      const { transport, url, handshakes } = await open({ status: 401 });
      const { bytes } = await firstValueFrom(
        transport.connect(upgrade(url, { authorization: 'Bearer key', 'x-a': '1' })),
      );
      await valuesOf(bytes);
      expect(handshakes().map((headers) => [headers.get('authorization'), headers.get('x-a')])).to.deep.equal([
        ['Bearer key', '1'],
      ]);
    });

    it('emits one head with status 101 and an open socket, then completes', async () => {
      const { transport, url } = await open({ headers: { 'openai-model': 'm', 'x-a': '1' } });
      const heads = await valuesOf(transport.connect(upgrade(url)));
      expect(
        heads.map(({ status, headers }) => [status, headers.get('openai-model'), headers.get('x-a')]),
      ).to.deep.equal([[101, 'm', '1']]);
      expect(await Promise.all(heads.map(({ bytes }) => valuesOf(bytes)))).to.deep.equal([[]]);
      for (const { socket } of heads) socket?.frames.subscribe({ error: () => undefined }).unsubscribe();
      expect(heads.map(({ socket }) => socket === undefined)).to.deep.equal([false]);
    });

    it('emits a refusal as a head without a socket: status, headers and body', async () => {
      const { transport, url } = await open({ status: 426, headers: { 'x-a': '1' }, body: ['upgr', 'ade ', 'é'] });
      const [head, ...more] = await valuesOf(transport.connect(upgrade(url)));
      if (head === undefined) return expect.fail('there was no head');
      expect([head.status, head.headers.get('x-a'), head.socket, more.length]).to.deep.equal([426, '1', undefined, 0]);
      expect((await valuesOf(head.bytes.pipe(decodeText()))).join('')).to.equal('upgrade é');
    });

    it('does not follow redirects', async () => {
      const { transport, url, handshakes } = await open({ status: 307, headers: { location: '/elsewhere' } });
      const { status, headers, bytes } = await firstValueFrom(transport.connect(upgrade(url)));
      await valuesOf(bytes);
      expect([status, headers.get('location'), handshakes().length]).to.deep.equal([307, '/elsewhere', 1]);
    });

    it('gives the body of a refusal once', async () => {
      const { transport, url } = await open({ status: 401, body: ['no'] });
      const { bytes } = await firstValueFrom(transport.connect(upgrade(url)));
      await valuesOf(bytes);
      expect((await errorOf(bytes)).type).to.equal('stream');
    });

    it('brings texts in order, also those that came before anybody read', async () => {
      const socket = await openedBy(await open({ sends: ['a', '', 'é€😀', '{"b":\n1}'] }));
      await turns(20);
      const frames = await lastValueFrom(socket.frames.pipe(take(4), toArray()));
      expect(frames).to.deep.equal(['a', '', 'é€😀', '{"b":\n1}'].map((text) => ({ type: 'text', text })));
    });

    it('sends texts, each when it is subscribed', async () => {
      const peer = await open({ then: 'echo' });
      const socket = await openedBy(peer);
      const sending = socket.send('é€😀');
      const answer = firstValueFrom(socket.frames);
      expect(peer.heard()).to.deep.equal([]);
      expect(await valuesOf(sending)).to.deep.equal([]);
      expect(await answer).to.deep.equal({ type: 'text', text: 'é€😀' });
      expect(peer.heard()).to.deep.equal(['é€😀']);
    });

    it('brings a binary message as one, without its bytes', async () => {
      const socket = await openedBy(await open({ sends: [new Uint8Array([123, 125])] }));
      expect(await firstValueFrom(socket.frames)).to.deep.equal({ type: 'binary' });
    });

    it('brings the close frame last, with its code and reason, and completes', async () => {
      const socket = await openedBy(await open({ sends: ['a'], then: { code: 1008, reason: 'not you, é' } }));
      expect(await outcomeOf(urged(socket))).to.deep.equal({
        values: [
          { type: 'text', text: 'a' },
          { type: 'close', code: 1008, reason: 'not you, é' },
        ],
        error: undefined,
      });
    });

    it('completes where the connection ends without a close frame', async () => {
      const socket = await openedBy(await open({ sends: ['a'], then: 'end' }));
      expect(await outcomeOf(urged(socket))).to.deep.equal({
        values: [{ type: 'text', text: 'a' }],
        error: undefined,
      });
    });

    it('fails with a network error where the connection is reset', async () => {
      const socket = await openedBy(await open({ sends: ['a'], then: 'reset' }));
      const seen: SocketFrame[] = [];
      const error = await errorOf(urged(socket).pipe(tap((frame) => seen.push(frame))));
      expect([isNetwork(error), seen]).to.deep.equal([true, [{ type: 'text', text: 'a' }]]);
    });

    it('cannot send when the connection has ended', async () => {
      const socket = await openedBy(await open({ sends: ['a'], then: 'end' }));
      await valuesOf(urged(socket));
      expect(isNetwork(await errorOf(socket.send('late')))).to.equal(true);
    });

    it('cannot send when the frames were left', async () => {
      const peer = await open({ sends: ['a'] });
      const socket = await openedBy(peer);
      await firstValueFrom(socket.frames);
      expect(isNetwork(await errorOf(socket.send('late')))).to.equal(true);
      expect(peer.heard()).to.deep.equal([]);
    });

    it('sends a ping on subscription, and completes when it is answered', async () => {
      const peer = await open({});
      const socket = await openedBy(peer);
      const reading = socket.frames.subscribe({ error: () => expect.fail('no error was expected') });
      for (let round = 0; round < 2; round++)
        expect(await valuesOf(socket.ping?.() ?? of('no ping'))).to.deep.equal([]);
      reading.unsubscribe();
      await peer.closed();
    });

    it('cannot send a ping when the connection has ended', async () => {
      const peer = await open({ sends: ['a'], then: 'end' });
      const socket = await openedBy(peer);
      await outcomeOf(urged(socket));
      expect(isNetwork(await errorOf(socket.ping?.() ?? of('no ping')))).to.equal(true);
    });

    it('gives the frames once', async () => {
      const socket = await openedBy(await open({ sends: ['a'] }));
      await firstValueFrom(socket.frames);
      expect((await errorOf(socket.frames)).type).to.equal('stream');
    });

    it('cancels the handshake when its subscriber leaves before the answer', async () => {
      const { transport, url, handshakes, closed } = await open({ status: 'stall' });
      const subscription = transport
        .connect(upgrade(url))
        .subscribe({ next: () => expect.fail('no head was expected'), error: () => expect.fail('no error either') });
      await until(() => handshakes().length === 1);
      subscription.unsubscribe();
      await closed();
    });

    it("closes the connection when the frames' subscriber leaves", async () => {
      const peer = await open({ sends: ['a'] });
      const socket = await openedBy(peer);
      await firstValueFrom(socket.frames);
      await peer.closed();
    });

    it("closes the connection when the refusal's reader leaves", async () => {
      const { transport, url, closed } = await open({ status: 500, body: ['a'], bodyEnds: false });
      const { bytes } = await firstValueFrom(transport.connect(upgrade(url)));
      await firstValueFrom(bytes);
      await closed();
    });

    it('brings nothing while demand is closed, and goes on when it opens', async () => {
      const { transport, url } = await open({ sends: ['a', 'b'] });
      const gate = new DemandGate();
      gate.close();
      const { socket } = await firstValueFrom(transport.connect(upgrade(url), gate));
      if (socket === undefined) return expect.fail('the handshake was refused');
      const seen: SocketFrame[] = [];
      const frames = lastValueFrom(
        socket.frames.pipe(
          tap((frame) => seen.push(frame)),
          take(2),
        ),
      );
      await turns(20);
      expect(seen).to.deep.equal([]);
      gate.open();
      await frames;
      expect(seen).to.deep.equal([
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ]);
    });

    it('closes the connection of a subscriber that leaves while demand is closed', async () => {
      const { transport, url, closed } = await open({ sends: ['a', 'b'] });
      const gate = new DemandGate();
      gate.close();
      const { socket } = await firstValueFrom(transport.connect(upgrade(url), gate));
      socket?.frames.subscribe({ error: () => expect.fail('no error was expected') }).unsubscribe();
      await closed();
    });
  });
};
