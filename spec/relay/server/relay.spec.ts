import { expect } from 'chai';
import { endWith, firstValueFrom, lastValueFrom, of, Subject, switchMap, take, tap, toArray } from 'rxjs';
import { accumulate } from '../../../lib/operators/answer/accumulate.js';
import { textOf } from '../../../lib/operators/answer/textOf.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import type { RelayClient } from '../../../lib/relay/client/RelayClient.js';
import type { RelayClientOptions, RelayCursor } from '../../../lib/relay/client/RelayClientOptions.js';
import { relay } from '../../../lib/relay/server/relay.js';
import type { RelayOptions } from '../../../lib/relay/server/RelayOptions.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../../support/collect.js';
import { relayClientOf, startRelay } from '../../support/relayed.js';
import { clientOf, useServer } from '../../support/scripted.js';
import { within } from '../../support/within.js';

const SAID = 'An old silent pond. A frog jumps into the pond. Splash! Silence again.';
const SLOW = { answer: textAnswer(SAID), pace: { tokensPerSecond: 200 } } as const;

interface Place {
  readonly client: (options?: Partial<RelayClientOptions>) => RelayClient;
  /** Cuts all connections between pages and relay. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
}

/** A relay behind `node:http`. */
const overHttp = async (options: RelayOptions): Promise<Place> => {
  const running = await startRelay(options);
  return { client: (given) => relayClientOf(running, given), cut: running.kill, stop: running.stop };
};

/** A relay whose `Response` is read without a server, as runtimes with web handlers do. */
const overWeb = (options: RelayOptions): Promise<Place> => {
  const handle = relay(options);
  const cuts = new Subject<void>();
  const fetchOnce = async (url: string, init: RequestInit): Promise<Response> => {
    const cut = new AbortController();
    cuts.pipe(take(1)).subscribe({ next: () => cut.abort(), error: (cause: unknown) => cut.abort(cause) });
    const signal = AbortSignal.any([cut.signal, ...(init.signal ? [init.signal] : [])]);
    const { body, status, headers } = await handle(new Request(url, { ...init, signal }));
    const reader = body?.getReader();
    if (reader === undefined) return new Response(null, { status, headers });
    const passed = new ReadableStream<Uint8Array>({
      start: (controller) => {
        signal.addEventListener('abort', () => {
          controller.error(new TypeError('the connection was cut'));
          void reader.cancel();
        });
      },
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => reader.cancel(),
    });
    return new Response(passed, { status, headers });
  };
  const place: Place = {
    client: (given) => relayClientOf({ url: 'https://app.example/api/chat' }, { fetch: fetchOnce, ...given }),
    cut: () => cuts.next(),
    stop: () => {
      handle.close();
      return Promise.resolve();
    },
  };
  return Promise.resolve(place);
};

const textDeltas = (events: readonly ResponseEvent[]) =>
  events.flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : []));

for (const { title, start } of [
  { title: 'over node:http', start: overHttp },
  { title: 'over web responses', start: overWeb },
])
  describe(`a page behind a relay ${title}`, () => {
    const scripted = useServer();
    let place: Place;
    const serve = async (options: Partial<RelayOptions> = {}): Promise<Place> =>
      (place = await start({
        ask: (input) => clientOf(scripted.server, { retry: { maxAttempts: 0 } }).streamPrompt('m', String(input)),
        grace: 100,
        ...options,
      }));
    afterEach(() => place.stop());

    it('receives the events that the relay receives, while they arrive', async () => {
      await serve();
      scripted.server.enqueue(SLOW);
      const texts = await lastValueFrom(place.client().stream('hi').pipe(textOf(), toArray()));
      expect(texts.at(-1)).to.equal(SAID);
      expect(texts.length).to.be.above(5);
    });

    it('closes the socket of the provider when it stops, without a time of grace', async () => {
      await serve({ grace: 1_000_000 });
      scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 5 } });
      await firstValueFrom(place.client().stream('hi').pipe(take(1)));
      expect(await within('the close of the connection', scripted.server.closed(0))).to.be.a('number');
    });

    it('reads on after a reload, without loss and without repetition', async () => {
      await serve({ grace: 60_000 });
      scripted.server.enqueue(SLOW);
      const cursors: Required<RelayCursor>[] = [];
      const onCursor = (cursor: Required<RelayCursor>) => cursors.push(cursor);
      const before = await valuesOf(place.client().stream('hi', { onCursor, keepOnLeave: true }).pipe(take(6)));
      const cursor = cursors.at(-1);
      if (cursor === undefined) throw new Error('a cursor was expected');
      const after = await valuesOf(place.client().resume(cursor));
      expect(textIn([...before, ...after])).to.equal(SAID);
      expect(scripted.server.requests).to.have.length(1);
    });

    it('continues when its connection is cut, again and again, without loss and without repetition', async () => {
      await serve({ grace: 60_000 });
      scripted.server.enqueue(SLOW);
      let events = 0;
      const received = await valuesOf(
        place
          .client()
          .stream('hi')
          .pipe(
            tap(() => {
              events += 1;
              if (events % 6 === 0) setImmediate(place.cut);
            }),
          ),
      );
      expect(textIn(received)).to.equal(SAID);
      expect(received.at(-1)?.type).to.equal('completed');
      expect(scripted.server.requests).to.have.length(1);
    });

    it('shares one answer with a second reader, who stays when the first one leaves', async () => {
      await serve();
      scripted.server.enqueue(SLOW);
      let answer: string | undefined;
      const onCursor = (cursor: RelayCursor) => (answer = cursor.answer);
      const first = place
        .client()
        .stream('hi', { onCursor })
        .subscribe({ error: () => undefined });
      await until(() => scripted.server.requests.length === 1);
      const second = valuesOf(place.client().resume({ answer: answer ?? '' }));
      setTimeout(() => first.unsubscribe(), 20);
      expect(textIn(await second)).to.equal(SAID);
      expect(scripted.server.requests).to.have.length(1);
    });

    it('replays a finished answer to a late reader', async () => {
      await serve();
      scripted.server.enqueue({ answer: textAnswer(SAID) });
      const cursors: RelayCursor[] = [];
      const first = await valuesOf(place.client().stream('hi', { onCursor: (cursor) => cursors.push(cursor) }));
      const answer = cursors[0]?.answer ?? '';
      expect(await valuesOf(place.client().resume({ answer }))).to.deep.equal(first);
      expect(await valuesOf(place.client().resume(cursors.at(-1) ?? { answer }))).to.deep.equal([]);
      expect(await valuesOf(place.client().resume({ answer, after: 1_000_000 }))).to.deep.equal([]);
    });

    it('repeats a request that was lost on its way, without a second request to the provider', async () => {
      await serve();
      scripted.server.enqueue(SLOW);
      const createId = () => 'the-same-id';
      const once = valuesOf(place.client({ createId }).stream('hi'));
      await until(() => scripted.server.requests.length === 1);
      const again = valuesOf(place.client({ createId: countingIds('the-same-id') }).stream('hi'));
      const [one, other] = await Promise.all([once, again]);
      expect(textDeltas(other)).to.deep.equal(textDeltas(one));
      expect(scripted.server.requests).to.have.length(1);
    });

    it('ends an answer at the provider when its last reader was lost', async () => {
      await serve({ grace: 5 });
      scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 5 } });
      const lost = outcomeOf(place.client({ retry: { maxAttempts: 0 } }).stream('hi'));
      await until(() => scripted.server.requests.length === 1);
      setTimeout(place.cut, 20);
      expect(await within('the close of the connection', scripted.server.closed(0))).to.be.a('number');
      expect(await lost)
        .to.have.nested.property('error.type')
        .that.is.oneOf(['stream', 'transport']);
    });

    it('lets an answer run to its end without readers, if the relay keeps answers running', async () => {
      await serve({ keepRunning: true });
      scripted.server.enqueue(SLOW);
      let answer = '';
      await firstValueFrom(place.client().stream('hi', { onCursor: (cursor) => (answer = cursor.answer) }));
      expect(textIn(await valuesOf(place.client().resume({ answer })))).to.equal(SAID);
    });

    it('stops an answer for all of its readers', async () => {
      await serve({ keepRunning: true });
      scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 5 } });
      const answer = new Subject<string>();
      const stopped = firstValueFrom(answer.pipe(switchMap((id) => place.client().stop(id).pipe(endWith('accepted')))));
      const error = errorOf(
        place.client().stream('hi', {
          onCursor: (cursor) => {
            if (cursor.after === 1) answer.next(cursor.answer);
          },
        }),
      );
      expect(await stopped).to.equal('accepted');
      expect(await error).to.include({ type: 'stream', reason: 'cancelled' });
      expect(await within('the close of the connection', scripted.server.closed(0))).to.be.a('number');
    });

    it('receives the error of a provider that is lost in the middle of the answer', async () => {
      await serve();
      scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'reset_mid_body', after: 5 } });
      const { values, error } = await outcomeOf(place.client().stream('hi'));
      expect(values).to.have.length.above(1);
      expect(error).to.include({ type: 'stream', reason: 'connection_lost' });
    });

    it('receives the meaning and the delay of an error, and nothing about the provider', async () => {
      await serve();
      scripted.server.enqueue({
        fault: {
          type: 'status',
          status: 429,
          headers: { 'retry-after': '70', 'openai-organization': 'acme' },
          body: { error: { message: 'Rate limit of sk-proj-1234567890 reached', code: 'rate_limit_exceeded' } },
        },
      });
      const error = await errorOf(place.client().stream('hi'));
      expect(error).to.include({ type: 'rate_limit', status: 429, delay: 70_000, code: 'rate_limit_exceeded' });
      const text = JSON.stringify(error) + error.message;
      for (const secret of ['sk-proj', 'acme', scripted.server.baseUrl]) expect(text).not.to.contain(secret);
    });

    it('receives the events of other operators, too, for accumulate()', async () => {
      const call = { type: 'function_call', call_id: 'c', name: 'n', arguments: '{}' } as const;
      await serve({
        ask: () =>
          of(
            { type: 'tool_started', call },
            { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' },
          ),
      });
      const types = await valuesOf(place.client().stream('hi').events());
      expect(types.map(({ type }) => type)).to.deep.equal(['tool_started', 'completed']);
      const answer = await lastValueFrom(place.client().stream('hi').events().pipe(accumulate()));
      expect(answer.status).to.equal('completed');
      expect(await valuesOf(place.client().stream('hi'))).to.have.length(1);
    });

    it('fails with not_found for an answer that the relay does not keep', async () => {
      await serve();
      expect(await errorOf(place.client().resume({ answer: 'never-existed' }))).to.include({ type: 'not_found' });
    });
  });

describe('a page whose relay process has died', () => {
  const scripted = useServer();
  it('fails with not_found once another process has taken its place, after the text so far', async () => {
    const ask: RelayOptions['ask'] = () => clientOf(scripted.server).streamPrompt('m', 'hi');
    scripted.server.enqueue({ answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 8 } });
    const first = await startRelay({ ask });
    const received: string[] = [];
    const outcome = outcomeOf(
      relayClientOf(first)
        .stream('hi')
        .pipe(tap(({ type }) => received.push(type))),
    );
    await until(() => received.includes('output_text_delta'));
    const { port } = new URL(first.url);
    first.kill(); // no last frame is sent
    await first.stop();
    const second = await startRelay({ ask }, Number(port));
    const { values, error } = await outcome;
    expect(values).to.have.length.above(1);
    expect(error).to.include({ type: 'not_found', status: 404 });
    await second.stop();
  });
});

/** The same id for the answer, and others for the readers. */
const countingIds = (first: string): (() => string) => {
  let count = 0;
  return () => (count++ === 0 ? first : `reader-${String(count).padStart(4, '0')}`);
};
