import { createServer, get, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import { from, interval, map, NEVER, Observable } from 'rxjs';
import type { Demand } from '../../../lib/backpressure/Demand.js';
import { ResponseStream } from '../../../lib/clients/http/ResponseStream.js';
import { pipeTo } from '../../../lib/node/pipeTo.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { relay } from '../../../lib/relay/server/relay.js';
import { toResponse } from '../../../lib/relay/frames/toResponse.js';
import { outcomeOf, until } from '../../support/collect.js';
import { loopback } from '../../support/loopback.js';

const EVENT: ResponseEvent = { type: 'output_text_delta', delta: 'x'.repeat(1000) };
const EVENTS = 20_000; // 20 MB

const fail = (cause: unknown): never => {
  throw cause;
};

/** An answer that is read, event by event, while demand is open. */
const counted = () => {
  const counts = { emitted: 0, isOpen: true, left: false };
  const stream = new ResponseStream(
    (demand: Demand) =>
      new Observable((subscriber) => {
        const emit = () => {
          counts.isOpen = demand.isOpen;
          while (demand.isOpen && counts.emitted < EVENTS && !subscriber.closed) {
            counts.emitted += 1;
            subscriber.next(EVENT);
          }
          if (counts.emitted === EVENTS) subscriber.complete();
        };
        subscriber.add(demand.changes.subscribe({ next: emit, error: fail }));
        subscriber.add(() => (counts.left = true));
        emit();
      }),
  );
  return { counts, stream };
};

const responseOf = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve) => {
    request.once('response', resolve);
  });

describe('a slow reader', () => {
  it('of toResponse stops the provider, until it reads again', async () => {
    const { counts, stream } = counted();
    const reader = toResponse(stream).body?.getReader();
    expect(counts.emitted).to.equal(0);
    await reader?.read();
    await reader?.read();
    const waiting = counts.emitted;
    expect(waiting).to.be.within(60, 140); // about 64 KiB
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(counts.emitted).to.equal(waiting);
    let size = 0;
    for (let result = await reader?.read(); result?.done === false; result = await reader?.read())
      size += result.value.length;
    expect(counts.emitted).to.equal(EVENTS);
    expect(size).to.be.above(EVENTS * 1000);
  });

  it('of toResponse that cancels leaves the provider', async () => {
    const { counts, stream } = counted();
    const reader = toResponse(stream).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(counts.left).to.equal(true);
  });

  it('of toResponse ends an answer that cannot be slowed down, at the limit', async () => {
    const answer = from(Array.from({ length: 100 }, () => EVENT));
    const reader = toResponse(answer, { maxBufferSize: 50_000 }).body?.getReader();
    const failure = await reader
      ?.read()
      .then(() => reader.read())
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(failure).to.include({ type: 'stream', reason: 'too_large' });
  });

  it('of pipeTo stops the provider, and has all of it in the end', async () => {
    const { counts, stream } = counted();
    let served: ServerResponse | undefined;
    const site = await loopback((_request, response) => {
      served = response;
      stream.pipe(pipeTo(response)).subscribe({ error: fail });
    });
    const reading = get(site.origin);
    const message = await responseOf(reading);
    await until(() => counts.emitted > 0 && served?.writableNeedDrain === true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counts.emitted).to.be.below(EVENTS);
    expect(served?.writableLength).to.be.below(200_000);
    let size = 0;
    message.on('data', (chunk: Buffer) => (size += chunk.length));
    await once(message, 'end');
    expect(counts.emitted).to.equal(EVENTS);
    expect(size).to.be.above(EVENTS * 1000);
    await site.stop();
  });

  it('of pipeTo that leaves completes it, and leaves the provider', async () => {
    const { counts, stream } = counted();
    const outcomes: Promise<unknown>[] = [];
    const site = await loopback((_request, response) => outcomes.push(outcomeOf(stream.pipe(pipeTo(response)))));
    const reading = get(site.origin);
    reading.on('error', () => undefined);
    await once(reading, 'response');
    reading.destroy();
    await until(() => counts.left);
    expect(await outcomes[0]).to.deep.equal({ values: [], error: undefined });
    await site.stop();
  });

  it('of pipeTo ends an answer that cannot be slowed down, at the limit', async () => {
    const outcomes: Promise<{ readonly error: unknown }>[] = [];
    const answer = from(Array.from({ length: 20_000 }, () => EVENT));
    const site = await loopback((_request, response) =>
      outcomes.push(outcomeOf(answer.pipe(pipeTo(response, { maxBufferSize: 100_000 })))),
    );
    const reading = get(site.origin);
    reading.on('error', () => undefined);
    await until(() => outcomes.length === 1);
    expect((await outcomes[0])?.error).to.include({ type: 'stream', reason: 'too_large' });
    await site.stop();
  });

  it('of a relay holds one batch, while another reader has the whole answer', async () => {
    const handle = relay({ ask: () => from(Array.from({ length: 5000 }, () => EVENT)) });
    const post = () =>
      new Request('https://app.example/?answer=answer-0001', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '1',
      });
    const slow = (await handle(post())).body?.getReader();
    await slow?.read();
    const fast = await (await handle(post())).text();
    expect(fast.match(/^id: /gm)).to.have.length(5001);
    const piece = await slow?.read();
    expect(piece?.value?.length).to.be.within(60_000, 140_000);
    await slow?.cancel();
    handle.close();
  });

  it('of a relay can read an answer of large values, one after the other', async () => {
    const large = 'x'.repeat(1_000_000);
    const handle = relay({ ask: () => from(Array.from({ length: 30 }, () => large)) });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '1' };
    const text = await (await handle(new Request('https://app.example/', init))).text();
    expect(text.match(/^id: /gm)).to.have.length(31);
    handle.close();
  });

  it('of pipeTo that has left before it begins is not written to', async () => {
    const server = createServer();
    const site = await loopback((request, response) => {
      response.once('close', () => {
        const answer = interval(1).pipe(map(() => EVENT));
        answer.pipe(pipeTo(response)).subscribe({ complete: () => server.emit('over'), error: fail });
      });
      request.socket.destroy();
    });
    const over = once(server, 'over');
    get(site.origin).on('error', () => undefined);
    await over;
    await site.stop();
  });

  it('of toResponse is not read at all when the signal of its request has fired', async () => {
    const body = await toResponse(NEVER, { signal: AbortSignal.abort() }).text();
    expect(body).to.equal(': open\n\n'); // and no frame `done`
  });
});
