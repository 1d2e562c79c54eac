import { expect } from 'chai';
import { EMPTY, of, switchMap, take } from 'rxjs';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../lib/clients/routed/RoutedClientOptions.js';
import { createProvider, type ProviderOptions, type WireApi } from '../../lib/provider/Provider.js';
import { CHAT_DONE, chatDelta } from '../../lib/testing/chatWire.js';
import { errorLike } from '../../lib/testing/marbles.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, failed, sse } from '../../lib/testing/wire.js';
import type { HttpTransport, StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks as responsesChunks, events as responsesEvents } from '../../spec/support/virtualClient.js';

// c, t, x: the Responses API of the first provider. m, d: the Chat API of the second.
const chunks = {
  ...responsesChunks,
  o: bytes(sse(failed('server_is_overloaded', 'busy'))),
  p: bytes(sse(failed('invalid_prompt', 'no such thing'))),
  m: bytes(sse(chatDelta({ content: 'm' }))),
  d: bytes(CHAT_DONE),
};
const message = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });
const events = {
  ...responsesEvents,
  A: { type: 'output_item_added', item: message() },
  M: { type: 'output_text_delta', delta: 'm' },
  D: { type: 'output_item_done', item: message({ type: 'output_text', text: 'm' }) },
  E: { type: 'completed', response_id: 'chatcmpl-1', token_usage: null, status: 'completed' },
};

const provider = (name: string, wire: WireApi, options: Partial<ProviderOptions> = {}) =>
  createProvider({
    name,
    baseUrl: `https://${name}.test/v1`,
    wire,
    streamIdleTimeout: 5,
    connectTimeout: 5,
    ...options,
    retry: { maxAttempts: 0, baseDelay: 10, ...options.retry },
  });

/** A client that asks `first` over responses, then `second` over chat, without a network and without chance. */
const clientOf = (transport: HttpTransport, options: Partial<RoutedClientOptions> = {}): RoutedClient =>
  new RoutedClient({
    provider: provider('first', 'responses'),
    fallbacks: [{ provider: provider('second', 'chat') }],
    transport,
    random: () => 0.5,
    ...options,
  });

const status = (code: number) => response(EMPTY, { status: code });
const asked = ({ requests }: ReturnType<typeof virtualTransport>) => requests.map(({ url }) => new URL(url).hostname);

describe('a routed client', () => {
  it(
    'asks the first provider, and no other one where that answers',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('-c-t-----(x)--', chunks);
      const subs = '     ^--------!    ';
      const expected = ' ---(ct)--(x|) ';
      const transport = virtualTransport(of(response(body)));
      const client = clientOf(transport, { provider: provider('first', 'responses', { streamIdleTimeout: 50 }) });
      expectObservable(client.streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(asked(transport)).to.deep.equal(['first.test']);
    }),
  );

  it(
    'holds nothing back without fallbacks',
    marbles(({ cold, expectObservable }) => {
      const body = cold('-c-t-(x|)', chunks);
      const expected = ' -c-t-(x|)';
      const client = clientOf(virtualTransport(of(response(body))), { fallbacks: [] });
      expectObservable(client.streamPrompt('m', 'x')).toBe(expected, events);
    }),
  );

  it(
    'asks the next one when the retries of the first are used up, with its own retries',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('                        -m---d---', chunks);
      const attempts = [
        cold('--(h|)', { h: status(503) }),
        cold<StreamResponse>('   -#', {}, reset()),
        cold('                   -(h|)', { h: status(502) }),
        cold('                   --(h|)', { h: response(body) }),
      ] as const;
      const subs = ['^-!', '12ms ^!', '13ms ^!', '24ms ^-!'];
      const bodySubs = ' 26ms ^----!';
      const expected = ' 26ms -(AM)(DE|)';
      const transport = virtualTransport(...attempts);
      const client = clientOf(transport, {
        provider: provider('first', 'responses', { retry: { maxAttempts: 1 } }),
        fallbacks: [{ provider: provider('second', 'chat', { retry: { maxAttempts: 1 } }) }],
      });
      expectObservable(client.streamPrompt('m', 'x')).toBe(expected, events);
      for (const [place, attempt] of attempts.entries())
        expectSubscriptions(attempt.subscriptions).toBe(subs[place] ?? []);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(asked(transport)).to.deep.equal(['first.test', 'first.test', 'second.test', 'second.test']);
    }),
  );

  it(
    'drops the events of the first before it failed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(' -c-o---', chunks);
      const second = cold('   m----d---', chunks);
      const firstSubs = '  ^--!';
      const secondSubs = ' ---^----!';
      const expected = '   ---(NAM)(DE|)';
      const transport = virtualTransport(
        of(response(first, { headers: { 'openai-model': 'm1' } })),
        of(response(second, { headers: { 'openai-model': 'm2' } })),
      );
      const fallbacks = [{ provider: provider('second', 'chat', { streamIdleTimeout: 50 }) }];
      expectObservable(clientOf(transport, { fallbacks }).streamPrompt('m', 'x')).toBe(expected, {
        ...events,
        N: { type: 'server_model', model: 'm2' },
      });
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'moves on from a head that does not come',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold<StreamResponse>('--------', {});
      const second = cold('                     -m---d---', chunks);
      const silentSubs = '                 ^----!';
      const expected = '                   ------(AM)(DE|)';
      const transport = virtualTransport(silent, of(response(second)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(silent.subscriptions).toBe(silentSubs);
    }),
  );

  it(
    'moves on from silence before any output',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(' -c---------', chunks);
      const second = cold('      -m---d---', chunks);
      const firstSubs = '  ^-----!';
      const secondSubs = ' ------^----!';
      const expected = '   -------(AM)(DE|)';
      const transport = virtualTransport(of(response(first)), of(response(second)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'does not move on from silence after text',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold('-c-t--------', chunks);
      const subs = '      ^-------!';
      const expected = '  ---(ct)-#';
      const idle = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });
      const transport = virtualTransport(of(response(first)), of(response(EMPTY)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, idle);
      expectSubscriptions(first.subscriptions).toBe(subs);
      flush();
      expect(asked(transport)).to.deep.equal(['first.test']);
    }),
  );

  it(
    'does not move on from a request that is wrong',
    marbles(({ cold, expectObservable, flush }) => {
      const first = cold('-c-p---', chunks);
      const expected = '  ---(c#)';
      const wrong = errorLike({ type: 'invalid_request', detail: 'no such thing' });
      const transport = virtualTransport(of(response(first)), of(response(EMPTY)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, wrong);
      flush();
      expect(asked(transport)).to.deep.equal(['first.test']);
    }),
  );

  it(
    "gives the last provider's error where all fail, and reports every move",
    marbles(({ cold, expectObservable, flush }) => {
      const telemetry = recordTelemetry();
      const transport = virtualTransport(
        cold('--(h|)', { h: status(503) }),
        cold<StreamResponse>('---#', {}, reset()),
        cold('-(h|)', { h: status(404) }),
      );
      const expected = '------#';
      const notFound = errorLike({ type: 'transport', message: 'http 404' });
      const client = clientOf(transport, {
        fallbacks: [{ provider: provider('second', 'chat') }, { provider: provider('third', 'responses') }],
        telemetry,
      });
      expectObservable(client.streamPrompt('m', 'x')).toBe(expected, undefined, notFound);
      flush();
      expect(telemetry.failOvers.map(({ from, to, error }) => [from, to, error.message])).to.deep.equal([
        ['first', 'second', 'http 503'],
        ['second', 'third', 'network error: the connection was reset'],
      ]);
    }),
  );

  it(
    'gives items in place of deltas, from whichever provider answers',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const second = cold('-m---d---', chunks);
      const subs = '       -^----!';
      const expected = '   --A---(DE|)';
      const transport = virtualTransport(cold('-(h|)', { h: status(503) }), of(response(second)));
      expectObservable(clientOf(transport, { aggregate: true }).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(second.subscriptions).toBe(subs);
    }),
  );

  describe('that is cancelled', () => {
    it(
      'before anybody subscribed has sent nothing',
      marbles(({ cold, expectSubscriptions, flush }) => {
        const head = cold<StreamResponse>('---', {});
        const transport = virtualTransport(head);
        void clientOf(transport).streamPrompt('m', 'x');
        expectSubscriptions(head.subscriptions).toBe([]);
        flush();
        expect(transport.requests).to.be.empty;
      }),
    );

    it(
      "before the first provider's head cancels the request",
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const head = cold<StreamResponse>('------', {});
        const subs = '                     ^--!';
        const unsub = '                    ^--!';
        const transport = virtualTransport(head, of(response(EMPTY)));
        expectObservable(clientOf(transport).streamPrompt('m', 'x'), unsub).toBe('----');
        expectSubscriptions(head.subscriptions).toBe(subs);
        flush();
        expect(asked(transport)).to.deep.equal(['first.test']);
      }),
    );

    it(
      "in the first provider's back-off asks nobody else",
      marbles(({ cold, expectObservable, flush }) => {
        const transport = virtualTransport(cold('-(h|)', { h: status(503) }), of(response(EMPTY)));
        const unsub = '                          ^-----!';
        const client = clientOf(transport, { provider: provider('first', 'responses', { retry: { maxAttempts: 1 } }) });
        expectObservable(client.streamPrompt('m', 'x'), unsub).toBe('-------');
        flush();
        expect(asked(transport)).to.deep.equal(['first.test']);
      }),
    );

    it(
      'while events are held back closes the connection, and emits nothing',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('-c-----', chunks);
        const subs = '      ^--!';
        const unsub = '     ^--!';
        const transport = virtualTransport(of(response(first)), of(response(EMPTY)));
        expectObservable(clientOf(transport).streamPrompt('m', 'x'), unsub).toBe('----');
        expectSubscriptions(first.subscriptions).toBe(subs);
      }),
    );

    it(
      "before the fallback's head cancels its request",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold('-(h|)', { h: status(503) });
        const second = cold<StreamResponse>('-----', {});
        const firstSubs = ' ^!';
        const secondSubs = '-^--!';
        const unsub = '     ^---!';
        expectObservable(clientOf(virtualTransport(first, second)).streamPrompt('m', 'x'), unsub).toBe('-----');
        expectSubscriptions(first.subscriptions).toBe(firstSubs);
        expectSubscriptions(second.subscriptions).toBe(secondSubs);
      }),
    );

    it(
      "in the fallback's answer closes its connection",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const second = cold('-m---m---d', chunks);
        const subs = '       -^-----!';
        const unsub = '      ^------!';
        const expected = '   --(AM)M-';
        const transport = virtualTransport(cold('-(h|)', { h: status(503) }), of(response(second)));
        expectObservable(clientOf(transport).streamPrompt('m', 'x'), unsub).toBe(expected, events);
        expectSubscriptions(second.subscriptions).toBe(subs);
      }),
    );

    it(
      "at the fallback's first event closes its connection",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const second = cold('-m---m---d', chunks);
        const subs = '       -^!';
        const expected = '   --(A|)';
        const transport = virtualTransport(cold('-(h|)', { h: status(503) }), of(response(second)));
        expectObservable(clientOf(transport).streamPrompt('m', 'x').pipe(take(1))).toBe(expected, events);
        expectSubscriptions(second.subscriptions).toBe(subs);
      }),
    );

    it(
      'by switchMap for another question closes the connection, and begins with the first provider again',
      marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
        const former = cold('   -m---m---d', chunks);
        const latter = cold('         -t--(x|)', chunks);
        const keys = hot('    -a------b|');
        const formerSubs = '  -^------!';
        const latterSubs = '  --------^---!';
        const expected = '    --(AM)M--t--(x|)';
        const transport = virtualTransport(of(status(503)), of(response(former)), of(response(latter)));
        const client = clientOf(transport);
        expectObservable(keys.pipe(switchMap((key) => client.streamPrompt('m', key)))).toBe(expected, events);
        expectSubscriptions(former.subscriptions).toBe(formerSubs);
        expectSubscriptions(latter.subscriptions).toBe(latterSubs);
        flush();
        expect(asked(transport)).to.deep.equal(['first.test', 'second.test', 'first.test']);
      }),
    );

    it(
      'by an AbortSignal asks nobody else, even where every error would move on',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
        const abort = new AbortController();
        const first = cold('-c---------', chunks);
        const subs = '      ^---!';
        const expected = '  ----#';
        const aborted = errorLike({ type: 'transport', message: 'network error: aborted by the signal' });
        const transport = virtualTransport(of(response(first)), of(response(EMPTY)));
        const answer = clientOf(transport, { failOverWhen: () => true }).streamPrompt('m', 'x', {
          signal: abort.signal,
        });
        scheduler.schedule(() => abort.abort(), 4);
        expectObservable(answer).toBe(expected, events, aborted);
        expectSubscriptions(first.subscriptions).toBe(subs);
        flush();
        expect(asked(transport)).to.deep.equal(['first.test']);
      }),
    );
  });

  it(
    'begins with the first provider for every subscription',
    marbles(({ cold, expectObservable, flush }) => {
      const second = cold('-m---d---', chunks);
      const first = cold(' -c-t-----(x|)', chunks);
      const transport = virtualTransport(of(status(503)), of(response(second)), of(response(first)));
      const answer = clientOf(transport, {
        provider: provider('first', 'responses', { streamIdleTimeout: 50 }),
      }).streamPrompt('m', 'x');
      expectObservable(answer).toBe('       -(AM)(DE|)', events);
      expectObservable(answer, '--^').toBe('-----(ct)--(x|)', events);
      flush();
      expect(asked(transport)).to.deep.equal(['first.test', 'second.test', 'first.test']);
    }),
  );
});
