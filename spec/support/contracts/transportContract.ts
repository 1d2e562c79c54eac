import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { decodeText } from '../../../lib/operators/framing/decodeText.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { HttpRequest } from '../../../lib/provider/HttpRequest.js';
import type { HttpTransport } from '../../../lib/transport/HttpTransport.js';

/** What the other side does with the request it gets. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly string[];
  /** `end` the body after the chunks, keep it `open`, `reset` the connection, or never send a `headless` answer. */
  readonly then?: 'end' | 'open' | 'reset' | 'headless';
}

/** One side of a connection, and a view of the other. */
export interface Peer {
  readonly transport: HttpTransport;
  readonly url: string;
  /** How many requests came. */
  readonly requests: () => number;
  /** Settles when the client has closed the connection. */
  readonly closed: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const post = (url: string, body: unknown = { a: 1 }): HttpRequest => ({
  method: 'POST',
  url,
  headers: new Headers({ 'content-type': 'application/json' }),
  body,
});

const failureOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
};

/**
 * What every `HttpTransport` promises; the virtual one and the real one run the same suite.
 *
 * @param options.headless whether the other side can leave a request without an answer.
 */
export const describeTransport = (
  name: string,
  connect: (reply: Reply) => Promise<Peer>,
  { headless = true }: { readonly headless?: boolean } = {},
): void => {
  describe(`the transport contract: ${name}`, () => {
    let peer: Peer | undefined;
    const open = async (reply: Reply) => (peer = await connect(reply));
    afterEach(async () => {
      await peer?.stop();
      peer = undefined;
    });

    it('sends nothing before subscribe, and one request per subscription', async () => {
      const { transport, url, requests } = await open({ chunks: ['x'] });
      const heads = transport.stream(post(url));
      expect(requests()).to.equal(0);
      for (const count of [1, 2]) {
        const head = await firstValueFrom(heads);
        await lastValueFrom(head.bytes, { defaultValue: undefined });
        expect(requests()).to.equal(count);
      }
    });

    it('emits one head of whatever status, then completes', async () => {
      const { transport, url } = await open({ status: 503, headers: { 'x-a': '1' }, chunks: ['busy'] });
      const heads = await lastValueFrom(transport.stream(post(url)).pipe(toArray()));
      expect(heads.map(({ status, headers }) => [status, headers.get('x-a')])).to.deep.equal([[503, '1']]);
      const texts = await Promise.all(heads.map(({ bytes }) => lastValueFrom(bytes.pipe(decodeText()))));
      expect(texts).to.deep.equal(['busy']);
    });

    it('does not follow redirects', async () => {
      const { transport, url, requests } = await open({ status: 307, headers: { location: '/elsewhere' } });
      const head = await firstValueFrom(transport.stream(post(url)));
      await lastValueFrom(head.bytes, { defaultValue: undefined });
      expect([head.status, requests()]).to.deep.equal([307, 1]);
    });

    it('gives the whole body, in order', async () => {
      const { transport, url } = await open({ chunks: ['a', 'b', 'é', 'c'] });
      const head = await firstValueFrom(transport.stream(post(url)));
      const text = await lastValueFrom(head.bytes.pipe(decodeText(), toArray()));
      expect(text.join('')).to.equal('abéc');
    });

    it('gives a body once', async () => {
      const { transport, url } = await open({ chunks: ['a'] });
      const { bytes } = await firstValueFrom(transport.stream(post(url)));
      await lastValueFrom(bytes);
      const error = await failureOf(lastValueFrom(bytes));
      expect(isApiError(error) && error.type === 'stream').to.equal(true);
    });

    if (headless)
      it('closes the connection when its subscriber leaves before the head', async () => {
        const { transport, url, requests, closed } = await open({ then: 'headless' });
        const subscription = transport
          .stream(post(url))
          .subscribe({ error: () => expect.fail('no error was expected') });
        while (requests() === 0) await new Promise((resolve) => setImmediate(resolve));
        subscription.unsubscribe();
        await closed();
      });

    it("closes the connection when the body's subscriber leaves", async () => {
      const { transport, url, closed } = await open({ chunks: ['a'], then: 'open' });
      const { bytes } = await firstValueFrom(transport.stream(post(url)));
      await firstValueFrom(bytes);
      await closed();
    });

    it('E7: fails with a stream error when the connection is lost in the body', async () => {
      const { transport, url } = await open({ chunks: ['a'], then: 'reset' });
      const { bytes } = await firstValueFrom(transport.stream(post(url)));
      const error = await failureOf(lastValueFrom(bytes));
      expect(isApiError(error) && error.type === 'stream' && error.reason).to.equal('connection_lost');
    });

    it('delivers nothing while demand is closed, and goes on when it opens', async () => {
      const { transport, url } = await open({ chunks: ['a', 'b'], then: 'end' });
      const gate = new DemandGate();
      gate.close();
      const { bytes } = await firstValueFrom(transport.stream(post(url), gate));
      const seen: string[] = [];
      const end = lastValueFrom(
        bytes.pipe(
          decodeText(),
          tap((piece) => seen.push(piece)),
        ),
      );
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(seen).to.deep.equal([]);
      gate.open();
      await end;
      expect(seen.join('')).to.equal('ab');
    });
  });
};
