import { expect } from 'chai';
import { concat, EMPTY, of } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../../lib/clients/routed/RoutedClientOptions.js';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import { CHAT_DONE, chatDelta, chatFinish } from '../../../lib/testing/chatWire.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { bytes, completed, sse } from '../../../lib/testing/wire.js';
import type { UpgradeResponse } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { chunks as responsesChunks } from '../../../spec/support/virtualClient.js';
import { answered, asked, events as socketEvents, frames, user } from '../../../spec/support/virtualConnection.js';

const NETWORK = 'network error: the connection was reset';

// What HTTP brings: c, t, x as the frames of the same letter; v ends with an id of its own.
const chunks = { ...responsesChunks, v: bytes(sse(completed('resp_http'))) };
const events = {
  ...socketEvents,
  v: { type: 'completed', response_id: 'resp_http', token_usage: null, status: 'completed' },
};

const provider = (options: Partial<ProviderOptions> = {}) =>
  createProvider({
    name: 'virtual',
    baseUrl: 'https://virtual.test/v1',
    ...options,
    retry: { baseDelay: 10, ...options.retry },
  });

/** A client that asks over `websocket`, or over `transport`, without a network and without chance. */
const clientOf = (options: Partial<RoutedClientOptions>): RoutedClient =>
  new RoutedClient({ provider: provider(), random: () => 0.5, ...options });

const status = (code: number) => response(EMPTY, { status: code });
const told = ({ failOvers }: ReturnType<typeof recordTelemetry>) =>
  failOvers.map(({ from, to, error }) => [from, to, error.message]);

describe('a routed client with a WebSocket', () => {
  it(
    'asks over it, one socket for all, and never over HTTP',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-i-x-c-u-y--', frames);
      const subs = '       ^';
      const expected = '   -c-i-x-c-u-(y|)';
      const answer = socket(source);
      const websocket = virtualWebSocket(of(answer));
      const transport = virtualTransport();
      const telemetry = recordTelemetry();
      const client = clientOf({ websocket, transport, telemetry });
      const turns = [[user('one')], [user('one'), answered.i, user('two')]];
      expectObservable(concat(...turns.map((input) => client.streamPrompt('m', { input })))).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'resp_1 + two']);
      expect(websocket.requests).to.have.length(1);
      expect(transport.requests).to.be.empty;
      expect(told(telemetry)).to.be.empty;
    }),
  );

  it(
    'passes demand on: the socket is not read while it is closed, and both changes are reported',
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const telemetry = recordTelemetry();
      const gate = new DemandGate();
      const source = cold('-c-t-x------------', frames);
      const expected = '   -c---------(tx|)';
      const websocket = virtualWebSocket(of(socket(source)));
      const client = clientOf({ websocket, transport: virtualTransport(), telemetry });
      scheduler.schedule(() => gate.close(), 2);
      scheduler.schedule(() => gate.open(), 11);
      expectObservable(client.streamPrompt('m', 'hi').withDemand(gate)).toBe(expected, events);
      flush();
      expect(telemetry.demands).to.deep.equal([false, true]);
    }),
  );

  for (const code of [200, 302, 400, 403, 404, 405, 418, 426, 501])
    it(
      `whose handshake is answered ${code} sends the same over HTTP, and reports it`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const body = cold('       -c-t-v--', chunks);
        const handshake = cold('--(h|)', { h: status(code) });
        const subs = '          ^-!';
        const bodySubs = '      --^----!';
        const expected = '      ---c-t-(v|)';
        const telemetry = recordTelemetry();
        const transport = virtualTransport(of(response(body)));
        const client = clientOf({
          provider: provider({ retry: { retry5xx: false } }),
          websocket: virtualWebSocket(handshake),
          transport,
          telemetry,
        });
        expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
        expectSubscriptions(handshake.subscriptions).toBe(subs);
        expectSubscriptions(body.subscriptions).toBe(bodySubs);
        flush();
        expect(transport.requests.map(({ method, url, body: json }) => [method, url, json])).to.deep.equal([
          [
            'POST',
            'https://virtual.test/v1/responses',
            {
              model: 'm',
              instructions: '',
              input: [user('hi')],
              tools: [],
              tool_choice: 'auto',
              parallel_tool_calls: false,
              reasoning: null,
              store: false,
              stream: true,
              include: [],
            },
          ],
        ]);
        expect(told(telemetry)).to.deep.equal([['virtual (websocket)', 'virtual', `http ${code}`]]);
      }),
    );

  it(
    'that switched to HTTP stays there, and reports it once',
    marbles(({ cold, expectObservable, flush }) => {
      const body = cold('-c-v', chunks);
      const first = '    -c-(v|)';
      const second = '   ------c-(v|)';
      const telemetry = recordTelemetry();
      const websocket = virtualWebSocket(of(status(426)), of(socket(EMPTY)));
      const transport = virtualTransport(of(response(body)), of(response(body)));
      const client = clientOf({ websocket, transport, telemetry });
      expectObservable(client.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(client.streamPrompt('m', 'two'), '-----^').toBe(second, events);
      flush();
      expect(websocket.requests).to.have.length(1);
      expect(transport.requests).to.have.length(2);
      expect(told(telemetry)).to.have.length(1);
    }),
  );

  it(
    'a request that waits for the lock when the first one switches to HTTP switches as well, and does not wait for it',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('       -c-t-v--', chunks);
      const handshake = cold('--(h|)', { h: status(426) });
      const subs = '          ^-!';
      const bodySubs = ['     --^----!', '--^----!'];
      const expected = '      ---c-t-(v|)';
      const telemetry = recordTelemetry();
      const transport = virtualTransport(of(response(body)), of(response(body)));
      const client = clientOf({ websocket: virtualWebSocket(handshake, of(status(426))), transport, telemetry });
      expectObservable(client.streamPrompt('m', 'one')).toBe(expected, events);
      expectObservable(client.streamPrompt('m', 'two'), '-^').toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(transport.requests).to.have.length(2);
      expect(told(telemetry)).to.have.length(1);
    }),
  );

  it(
    'goes over to HTTP when its network errors have used up the retries, and begins to count anew',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('                      -c-v', chunks);
      const lost = cold<UpgradeResponse>('-#', {}, reset());
      const busy = cold('                      --(h|)', { h: status(503) });
      const good = cold('                      --(h|)', { h: response(body) });
      const lostSubs = ['                 ^!', '11ms ^!'];
      const busySubs = '                  12ms ^-!';
      const goodSubs = '                  24ms ^-!';
      const bodySubs = '                  26ms ^--!';
      const expected = '                  26ms -c-(v|)';
      const telemetry = recordTelemetry();
      const client = clientOf({
        provider: provider({ retry: { maxAttempts: 1 } }),
        websocket: virtualWebSocket(lost, lost),
        transport: virtualTransport(busy, good),
        telemetry,
      });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(lost.subscriptions).toBe(lostSubs);
      expectSubscriptions(busy.subscriptions).toBe(busySubs);
      expectSubscriptions(good.subscriptions).toBe(goodSubs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(told(telemetry)).to.deep.equal([['virtual (websocket)', 'virtual', NETWORK]]);
      expect(telemetry.retries.map(({ retry, delay }) => [retry, delay])).to.deep.equal([
        [1, 10],
        [1, 10],
      ]);
    }),
  );

  it(
    'goes over to HTTP from a handshake that is never answered',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const silent = cold<UpgradeResponse>('--------', {});
      const body = cold('                       -c-v', chunks);
      const subs = '                        ^---!';
      const bodySubs = '                    ----^--!';
      const expected = '                    -----c-(v|)';
      const client = clientOf({
        provider: provider({ connectTimeout: 4, retry: { maxAttempts: 0 } }),
        websocket: virtualWebSocket(silent),
        transport: virtualTransport(of(response(body))),
      });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(silent.subscriptions).toBe(subs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'stays with it when it is lost after output: the error passes, and the next request opens another',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('-c-t-#', frames, reset());
      const two = cold('       -c-y', frames);
      const oneSubs = ' ^----!';
      const twoSubs = ' -------^--';
      const first = '   -c-t-#';
      const second = '  --------c-(y|)';
      const telemetry = recordTelemetry();
      const transport = virtualTransport(of(response(EMPTY)));
      const client = clientOf({
        provider: provider({ retry: { maxAttempts: 0 } }),
        websocket: virtualWebSocket(of(socket(one)), of(socket(two))),
        transport,
        telemetry,
      });
      expectObservable(client.streamPrompt('m', 'one')).toBe(
        first,
        events,
        errorLike({ type: 'stream', reason: 'connection_lost', code: 'ECONNRESET' }),
      );
      expectObservable(client.streamPrompt('m', 'two'), '-------^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(transport.requests).to.be.empty;
      expect(told(telemetry)).to.be.empty;
    }),
  );

  for (const [code, headers] of [
    [401, {}],
    [429, { 'retry-after': '5' }],
  ] as const)
    it(
      `stays with it when its handshake is answered ${code}: the error passes`,
      marbles(({ cold, expectObservable, flush }) => {
        const source = cold('-c-y', frames);
        const first = '      #';
        const second = '     ---c-(y|)';
        const telemetry = recordTelemetry();
        const transport = virtualTransport(of(response(EMPTY)));
        const websocket = virtualWebSocket(of(response(EMPTY, { status: code, headers })), of(socket(source)));
        const client = clientOf({
          provider: provider({ retry: { maxAttempts: 0 } }),
          websocket,
          transport,
          telemetry,
        });
        expectObservable(client.streamPrompt('m', 'one')).toBe(
          first,
          undefined,
          errorLike({ status: code, message: `http ${code}` }),
        );
        expectObservable(client.streamPrompt('m', 'two'), '--^').toBe(second, events);
        flush();
        expect(websocket.requests).to.have.length(2);
        expect(transport.requests).to.be.empty;
        expect(told(telemetry)).to.be.empty;
      }),
    );

  it(
    'refreshes the credentials on a 401, and stays with it',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const refresh = cold('--|');
      const source = cold('   -c-x', frames);
      const subs = '        ^-!';
      const frameSubs = '   --^';
      const expected = '    ---c-(x|)';
      const transport = virtualTransport(of(response(EMPTY)));
      const client = clientOf({
        websocket: virtualWebSocket(of(status(401)), of(socket(source))),
        transport,
        auth: { bearerToken: () => 'key', refresh: () => refresh },
      });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(refresh.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(transport.requests).to.be.empty;
    }),
  );

  it(
    'stays with it when the server fails the answer before any output',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('--e---', {
        ...frames,
        e: message({ type: 'error', status: 400, error: { code: 'bad', message: 'no such tool' } }),
      });
      const subs = '       ^-!';
      const expected = '   --#';
      const transport = virtualTransport(of(response(EMPTY)));
      const client = clientOf({ websocket: virtualWebSocket(of(socket(source))), transport });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, undefined, errorLike({ detail: 'no such tool' }));
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.be.empty;
    }),
  );

  it(
    'continues with a fallback, over HTTP, when neither its socket nor its HTTP answers, and reports both moves',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const handshake = cold('-(h|)', { h: status(426) });
      const first = cold('    -(h|)', { h: status(503) });
      const body = cold('       -c-v', chunks);
      const handshakeSubs = ' ^!';
      const firstSubs = '     -^!';
      const bodySubs = '      --^--!';
      const expected = '      ---c-(v|)';
      const telemetry = recordTelemetry();
      const transport = virtualTransport(first, of(response(body)));
      const client = clientOf({
        provider: provider({ retry: { maxAttempts: 0 } }),
        fallbacks: [{ provider: provider({ name: 'second', baseUrl: 'https://second.test/v1' }) }],
        websocket: virtualWebSocket(handshake),
        transport,
        telemetry,
      });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(handshakeSubs);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(transport.requests.map(({ url }) => new URL(url).hostname)).to.deep.equal(['virtual.test', 'second.test']);
      expect(told(telemetry)).to.deep.equal([
        ['virtual (websocket)', 'virtual', 'http 426'],
        ['virtual', 'second', 'http 503'],
      ]);
    }),
  );

  it(
    'asks a provider of wire chat over HTTP, and opens no socket, not even by prewarm',
    marbles(({ cold, expectObservable, flush }) => {
      const stop = bytes(sse(chatFinish('stop')) + CHAT_DONE);
      const body = cold('-m---d', { m: bytes(sse(chatDelta({ content: 'm' }))), d: stop });
      const item = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });
      const expected = ' -(AM)(DE|)';
      const prewarmed = '|';
      const websocket = virtualWebSocket(of(socket(EMPTY)));
      const transport = virtualTransport(of(response(body)));
      const client = clientOf({ provider: provider({ wire: 'chat' }), websocket, transport });
      expectObservable(client.prewarm()).toBe(prewarmed);
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, {
        A: { type: 'output_item_added', item: item() },
        M: { type: 'output_text_delta', delta: 'm' },
        D: { type: 'output_item_done', item: item({ type: 'output_text', text: 'm' }) },
        E: {
          type: 'completed',
          response_id: 'chatcmpl-1',
          token_usage: null,
          status: 'completed',
          finish_reason: 'stop',
        },
      });
      flush();
      expect(websocket.requests).to.be.empty;
      expect(transport.requests).to.have.length(1);
    }),
  );

  describe('that is cancelled', () => {
    it(
      'in the middle closes the socket, and asks nothing over HTTP',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold('-c-t---', frames);
        const subs = '       ^---!';
        const unsub = '      ^---!';
        const expected = '   -c-t-';
        const transport = virtualTransport(of(response(EMPTY)));
        const client = clientOf({ websocket: virtualWebSocket(of(socket(source))), transport });
        expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected, events);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.be.empty;
      }),
    );

    it(
      'in the back-off of a handshake asks nothing over HTTP',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const lost = cold<UpgradeResponse>('--#', {}, reset());
        const subs = '                      ^-!';
        const unsub = '                     ^-----!';
        const expected = '                  -------';
        const transport = virtualTransport(of(response(EMPTY)));
        const client = clientOf({ websocket: virtualWebSocket(lost), transport });
        expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected);
        expectSubscriptions(lost.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.be.empty;
      }),
    );

    it(
      'after it went over to HTTP cancels that request',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('-c-t----', chunks);
        const subs = '     ^---!';
        const unsub = '    ^---!';
        const expected = ' -c-t-';
        const client = clientOf({
          websocket: virtualWebSocket(of(status(426))),
          transport: virtualTransport(of(response(body))),
        });
        expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected, events);
        expectSubscriptions(body.subscriptions).toBe(subs);
      }),
    );
  });

  it(
    'prewarm opens the socket that the first request uses',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('     -----c-x', frames);
      const handshake = cold('--(s|)', { s: socket(source) });
      const subs = '          ^-!';
      const frameSubs = '     --^';
      const prewarmed = '     --|';
      const expected = '      -------c-(x|)';
      const websocket = virtualWebSocket(handshake);
      const client = clientOf({ websocket, transport: virtualTransport() });
      expectObservable(client.prewarm()).toBe(prewarmed);
      expectObservable(client.streamPrompt('m', 'hi'), '-----^').toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(websocket.requests).to.have.length(1);
    }),
  );

  it(
    'close in the middle closes the socket, and the answer fails; nothing is asked over HTTP',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const source = cold('-c-t-----', frames);
      const subs = '       ^---!';
      const expected = '   -c-t#';
      const transport = virtualTransport(of(response(EMPTY)));
      const client = clientOf({ websocket: virtualWebSocket(of(socket(source))), transport });
      scheduler.schedule(() => client.close(), 4);
      expectObservable(client.streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' }),
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.be.empty;
    }),
  );

  it(
    'close while idle closes the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('-c-x-----', frames);
      const subs = '       ^-----!';
      const expected = '   -c-(x|)';
      const client = clientOf({ websocket: virtualWebSocket(of(socket(source))), transport: virtualTransport() });
      scheduler.schedule(() => client.close(), 6);
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'close is nothing to a client without a WebSocket',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const body = cold('-c-t-v--', chunks);
      const subs = '     ^----!';
      const expected = ' -c-t-(v|)';
      const client = clientOf({ transport: virtualTransport(of(response(body))) });
      scheduler.schedule(() => client.close(), 2);
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});
