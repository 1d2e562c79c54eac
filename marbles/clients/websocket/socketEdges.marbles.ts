import { expect } from 'chai';
import { concat, EMPTY, of, tap } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../../lib/clients/routed/RoutedClientOptions.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import type { UpgradeResponse } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { chunks } from '../../../spec/support/virtualClient.js';
import { asked, events, frames, virtualConnection } from '../../../spec/support/virtualConnection.js';

const CLOSED = errorLike({ type: 'stream', reason: 'closed_by_caller', detail: 'websocket connection is closed' });

const PROVIDER = { name: 'virtual', baseUrl: 'https://virtual.test/v1' };

const routed = (options: Partial<RoutedClientOptions>): RoutedClient =>
  new RoutedClient({
    provider: createProvider({ ...PROVIDER, retry: { baseDelay: 10 } }),
    random: () => 0.5,
    ...options,
  });

describe('a connection that is closed before it is open', () => {
  it(
    'cancels the handshake, and fails at once',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('   -c-x', frames);
      const handshake = cold('----(s|)', { s: socket(source) });
      const subs = '          ^-!';
      const expected = '      --#';
      const connection = virtualConnection(virtualWebSocket(handshake));
      scheduler.schedule(() => connection.close(), 2);
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, CLOSED);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  it(
    'fails prewarm too, and keeps no socket',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('   -c-x', frames);
      const handshake = cold('----(s|)', { s: socket(source) });
      const subs = '          ^-!';
      const expected = '      --#';
      const connection = virtualConnection(virtualWebSocket(handshake));
      scheduler.schedule(() => connection.close(), 2);
      expectObservable(connection.prewarm()).toBe(expected, undefined, CLOSED);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  it(
    'does not wait for the back-off to be over',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const handshake = cold<UpgradeResponse>('--#', {}, reset());
      const subs = '                           ^-!';
      const expected = '                       ----#';
      const connection = virtualConnection(virtualWebSocket(handshake));
      scheduler.schedule(() => connection.close(), 4);
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, CLOSED);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
    }),
  );
});

describe('a socket that is used again', () => {
  it(
    'masks the key that it was opened with in every later answer',
    marbles(({ cold, expectObservable, flush }) => {
      const key = 'sk-very-secret-key-123456';
      const wrong = message({ type: 'error', status: 400, error: { message: `Incorrect key ${key}` } });
      const source = cold('-c-x--e--', { ...frames, e: wrong });
      const expected = '   -c-x--#';
      const auth = { bearerToken: () => key };
      const connection = virtualConnection(virtualWebSocket(of(socket(source))), {}, { auth });
      const messages: string[] = [];
      const both = concat(connection.streamPrompt('m', 'one'), connection.streamPrompt('m', 'two'));
      const told = both.pipe(tap({ error: (error: unknown) => messages.push(String(error)) }));
      expectObservable(told).toBe(expected, events, errorLike({ detail: 'Incorrect key [redacted]' }));
      flush();
      expect(messages.join()).to.contain('[redacted]').and.not.contain(key);
    }),
  );

  it(
    'gives what comes after the end of an answer to nobody, not even to one who waits',
    marbles(({ cold, expectObservable, flush }) => {
      const one = cold('  -c-(xt)', frames);
      const two = cold('     -c-y', frames);
      const first = '     -c-(x|)';
      const second = '    ----c-(y|)';
      const answers = [socket(one), socket(two)] as const;
      const connection = virtualConnection(virtualWebSocket(of(answers[0]), of(answers[1])));
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two')).toBe(second, events);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one'], ['two']]);
    }),
  );

  it(
    'that the server closed while it was idle costs no retry',
    marbles(({ cold, expectObservable }) => {
      const one = cold('-c-x--|', frames);
      const two = cold('-c-y', frames);
      const expected = '-c-x---c-(y|)';
      const transport = virtualWebSocket(of(socket(one)), of(socket(two)));
      const connection = virtualConnection(transport, { retry: { maxAttempts: 0 } });
      const both = concat(connection.streamPrompt('m', 'one'), connection.streamPrompt('m', 'two'));
      expectObservable(both).toBe(expected, events);
    }),
  );

  it(
    'is given up at a close frame, although the connection lingers',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const one = cold('  -c-x-k-----', frames);
      const two = cold('         -c-y', frames);
      const oneSubs = '   ^----!';
      const first = '     -c-(x|)';
      const later = '     -------^';
      const second = '    --------c-(y|)';
      const transport = virtualWebSocket(of(socket(one)), of(socket(two)));
      const connection = virtualConnection(transport, { streamIdleTimeout: 5 });
      expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(connection.streamPrompt('m', 'two'), later).toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
    }),
  );
});

describe('silence on a WebSocket', () => {
  it(
    'is counted from when the request was sent',
    marbles(({ cold, expectObservable }) => {
      const send = cold<never>('----|');
      const source = cold('     -------c-x', frames);
      const expected = '        -------c-(x|)';
      const connection = virtualConnection(virtualWebSocket(of(socket(source, { send }))), { streamIdleTimeout: 5 });
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, events);
    }),
  );
});

describe('RoutedClient with a WebSocket', () => {
  it(
    'does not give it up because a caller aborted',
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const abort = new AbortController();
      const telemetry = recordTelemetry();
      const two = cold('  -c-x', frames);
      const first = '     ---#';
      const later = '     -----^';
      const second = '    ------c-(x|)';
      const websocket = virtualWebSocket(of(socket(cold('-----', frames))), of(socket(two)));
      const transport = virtualTransport();
      const client = routed({ websocket, transport, telemetry });
      scheduler.schedule(() => abort.abort(), 3);
      const aborted = client.streamPrompt('m', 'one', { signal: abort.signal });
      expectObservable(aborted).toBe(first, undefined, errorLike({ type: 'transport' }));
      expectObservable(client.streamPrompt('m', 'two'), later).toBe(second, events);
      flush();
      expect([websocket.requests.length, transport.requests.length]).to.deep.equal([2, 0]);
      expect(telemetry.failOvers).to.deep.equal([]);
    }),
  );

  it(
    'does not take an error frame with the status 404 for a handshake that was refused',
    marbles(({ cold, expectObservable, flush }) => {
      const unknown = message({ type: 'error', status: 404, error: { code: 'model_not_found', message: 'no model' } });
      const source = cold('--e--', { e: unknown });
      const expected = '   --#';
      const telemetry = recordTelemetry();
      const transport = virtualTransport();
      const client = routed({ websocket: virtualWebSocket(of(socket(source))), transport, telemetry });
      const error = errorLike({ type: 'not_found', status: 404, detail: 'no model' });
      expectObservable(client.streamPrompt('m', 'one')).toBe(expected, undefined, error);
      flush();
      expect([transport.requests, telemetry.failOvers]).to.deep.equal([[], []]);
    }),
  );

  it(
    'spares those who wait the handshake that the one before them was refused',
    marbles(({ cold, expectObservable, flush }) => {
      const websocket = virtualWebSocket(cold('--(h|)', { h: response(EMPTY, { status: 426 }) }));
      const body = cold(' -c-x', chunks);
      const first = '     ---c-(x|)';
      const later = '     -^';
      const second = '    ---c-(x|)';
      const transport = virtualTransport(of(response(body)), of(response(body)));
      const client = routed({ websocket, transport });
      expectObservable(client.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(client.streamPrompt('m', 'two'), later).toBe(second, events);
      flush();
      expect(websocket.requests).to.have.length(1);
    }),
  );

  it(
    'goes over to HTTP when a handshake is answered 503 until the retries are used up',
    marbles(({ cold, expectObservable, flush }) => {
      const refusal = of(response(EMPTY, { status: 503 }));
      const websocket = virtualWebSocket(refusal, refusal);
      const body = cold('      -c-x', chunks);
      const expected = '10ms   -c-(x|)';
      const telemetry = recordTelemetry();
      const client = routed({
        provider: createProvider({ ...PROVIDER, retry: { baseDelay: 10, maxAttempts: 1 } }),
        websocket,
        transport: virtualTransport(of(response(body))),
        telemetry,
      });
      expectObservable(client.streamPrompt('m', 'one')).toBe(expected, events);
      flush();
      expect(telemetry.failOvers.map(({ from, to }) => [from, to])).to.deep.equal([['virtual (websocket)', 'virtual']]);
    }),
  );

  it(
    'has nothing to prewarm once it has gone over to HTTP',
    marbles(({ cold, expectObservable }) => {
      const websocket = virtualWebSocket(of(response(EMPTY, { status: 426 })));
      const body = cold(' -c-x', chunks);
      const first = '     -c-(x|)';
      const later = '     -----^';
      const prewarmed = ' -----|';
      const client = routed({ websocket, transport: virtualTransport(of(response(body))) });
      expectObservable(client.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(client.prewarm(), later).toBe(prewarmed);
    }),
  );

  it(
    'asks no fallback when it is closed, neither now nor later, nor over HTTP',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const source = cold('----', frames);
      const subs = '       ^-!';
      const first = '      --#';
      const later = '      ----^';
      const second = '     ----#';
      const transport = virtualTransport();
      const fallback = createProvider({ ...PROVIDER, name: 'fallback' });
      const client = routed({
        websocket: virtualWebSocket(of(socket(source))),
        transport,
        fallbacks: [{ provider: fallback }],
      });
      scheduler.schedule(() => client.close(), 2);
      expectObservable(client.streamPrompt('m', 'one')).toBe(first, undefined, CLOSED);
      expectObservable(client.streamPrompt('m', 'two'), later).toBe(second, undefined, CLOSED);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.deep.equal([]);
    }),
  );
});
