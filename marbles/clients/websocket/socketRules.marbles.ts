import { expect } from 'chai';
import { EMPTY, of } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../../lib/clients/routed/RoutedClientOptions.js';
import { createProvider, type ProviderOptions } from '../../../lib/provider/Provider.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { bytes, completed, sse } from '../../../lib/testing/wire.js';
import type { SocketFrame, UpgradeResponse } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { chunks as responsesChunks } from '../../../spec/support/virtualClient.js';
import { events as socketEvents, frames, virtualConnection } from '../../../spec/support/virtualConnection.js';

const chunks = { ...responsesChunks, v: bytes(sse(completed('resp_http'))) };
const events = {
  ...socketEvents,
  v: { type: 'completed', response_id: 'resp_http', token_usage: null, status: 'completed' },
};
const providerOf = ({ retry, ...options }: Partial<ProviderOptions> = {}) =>
  createProvider({
    name: 'virtual',
    baseUrl: 'https://virtual.test/v1',
    ...options,
    retry: { baseDelay: 10, ...retry },
  });
const clientOf = (options: Partial<RoutedClientOptions>): RoutedClient =>
  new RoutedClient({ provider: providerOf(), random: () => 0.5, ...options });
const refusal = (status: number, headers: Record<string, string> = {}) => response(EMPTY, { status, headers });
const closeFrame = (code: number): SocketFrame => ({ type: 'close', code, reason: '' });

/** The consequence of a failure where HTTP can be used, and the number of handshakes before it. */
const REFUSALS = [
  ...[200, 302, 400, 403, 404, 405, 407, 418, 426, 501, 505].map((status) => [status, {}, 'http', 1] as const),
  ...[408, 409, 500, 502, 503, 504].map((status) => [status, {}, 'http', 2] as const),
  [429, {}, 'http', 2],
  [429, { 'retry-after': '61' }, 'error', 1],
  [401, {}, 'error', 1],
] as const;

describe('C2 a refused handshake', () => {
  for (const [status, headers, outcome, handshakes] of REFUSALS) {
    const wait = 'retry-after' in headers ? ' with a wait' : '';
    it(
      `of ${status}${wait}, where HTTP can be used: ${outcome} after ${handshakes} handshake(s)`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const handshake = cold('-(h|)', { h: refusal(status, headers) });
        const body = cold('     -c-v', chunks);
        const subs = ['^!', '11ms ^!'].slice(0, handshakes);
        const expected = outcome === 'error' ? '-#' : `${handshakes === 1 ? 1 : 12}ms -c-(v|)`;
        const transport = virtualTransport(of(response(body)));
        const client = clientOf({ websocket: virtualWebSocket(handshake, handshake), transport });
        expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events, errorLike({ status }));
        expectSubscriptions(handshake.subscriptions).toBe(subs);
        flush();
        expect(transport.requests).to.have.length(outcome === 'http' ? 1 : 0);
      }),
    );
    const isPassing = [408, 409, 429].includes(status) || status >= 500;
    const alone = isPassing && wait === '' ? 2 : 1;
    it(
      `of ${status}${wait}, where WebSocket stands alone: an error with its status after ${alone} handshake(s)`,
      marbles(({ cold, expectObservable, flush }) => {
        const handshake = cold('-(h|)', { h: refusal(status, headers) });
        const expected = alone === 1 ? '-#' : '12ms #';
        const websocket = virtualWebSocket(handshake, handshake);
        const connection = virtualConnection(websocket, { retry: { maxAttempts: 1 } });
        expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, errorLike({ status }));
        flush();
        expect(websocket.requests).to.have.length(alone);
      }),
    );
  }

  it(
    'ends the use of the WebSocket for prewarm as well, without an error',
    marbles(({ cold, expectObservable, flush }) => {
      const handshake = cold('-(h|)', { h: refusal(403) });
      const body = cold('     -c-v', chunks);
      const prewarmed = '     -|';
      const expected = '      ---c-(v|)';
      const websocket = virtualWebSocket(handshake);
      const client = clientOf({ websocket, transport: virtualTransport(of(response(body))) });
      expectObservable(client.prewarm()).toBe(prewarmed);
      expectObservable(client.streamPrompt('m', 'hi'), '--^').toBe(expected, events);
      flush();
      expect(websocket.requests).to.have.length(1);
    }),
  );
});

/** The close codes: `retry` on a new socket, HTTP from now on, or HTTP for this request. 1006 is an end without a frame. */
const CLOSES = [
  ...[1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 4000].map((code) => [code, 'retry'] as const),
  ...[1002, 1003, 1008, 1010].map((code) => [code, 'http'] as const),
  ...[1007, 1009].map((code) => [code, 'http_once'] as const),
] as const;

describe('C3 a socket that ends before the first frame', () => {
  for (const [code, verdict] of CLOSES) {
    const end = code === 1006 ? '|' : '(k|)';
    const reason = code === 1006 ? 'truncated' : code === 1009 ? 'too_large' : 'closed';
    const values = { ...frames, k: closeFrame(code) };
    const sockets = verdict === 'retry' ? 2 : 1;
    it(
      `with ${code}, where HTTP can be used: HTTP after ${sockets} socket(s)`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(`--${end}`, values);
        const body = cold('  -c-v', chunks);
        const subs = ['^-!', '12ms ^-!'].slice(0, sockets);
        const expected = `${sockets === 1 ? 2 : 14}ms -c-(v|)`;
        const telemetry = recordTelemetry();
        const client = clientOf({
          websocket: virtualWebSocket(of(socket(source)), of(socket(source))),
          transport: virtualTransport(of(response(body))),
          telemetry,
        });
        expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(telemetry.failOvers.map(({ expected: isExpected }) => isExpected)).to.deep.equal([
          verdict === 'http_once',
        ]);
      }),
    );

    it(
      `with ${code}, where HTTP can be used: the next request uses ${verdict === 'http_once' ? 'a new socket' : 'HTTP'}`,
      marbles(({ cold, expectObservable, flush }) => {
        const source = cold(`--${end}`, values);
        const good = cold('  -c-x', frames);
        const body = cold('  -c-v', chunks);
        const later = '      30ms ^';
        const isOnce = verdict === 'http_once';
        const first = `      ${sockets === 1 ? 2 : 14}ms -c-(v|)`;
        const second = `     30ms -c-(${isOnce ? 'x' : 'v'}|)`;
        const bad = Array.from({ length: sockets }, () => of(socket(source)));
        const websocket = virtualWebSocket(...bad, of(socket(good)));
        const client = clientOf({ websocket, transport: virtualTransport(of(response(body)), of(response(body))) });
        expectObservable(client.streamPrompt('m', 'one')).toBe(first, events);
        expectObservable(client.streamPrompt('m', 'two'), later).toBe(second, events);
        flush();
        expect(websocket.requests).to.have.length(isOnce ? sockets + 1 : sockets);
      }),
    );

    it(
      `with ${code}, where WebSocket stands alone: a typed error after ${sockets} socket(s)`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold(`--${end}`, values);
        const subs = ['^-!', '12ms ^-!'].slice(0, sockets);
        const expected = sockets === 1 ? '--#' : '14ms #';
        const websocket = virtualWebSocket(of(socket(source)), of(socket(source)));
        const connection = virtualConnection(websocket, { retry: { maxAttempts: 1 } });
        const error = errorLike({ type: 'stream', reason, code: code === 1006 ? undefined : `WS_CLOSE_${code}` });
        expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      `with ${code}, but after the first event: an error, and nothing is sent again`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(`-c-${end}`, values);
        const subs = '       ^--!';
        const expected = '   -c-#';
        const transport = virtualTransport();
        const websocket = virtualWebSocket(of(socket(source)));
        const client = clientOf({ websocket, transport });
        expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events, errorLike({ type: 'stream', reason }));
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect([websocket.requests.length, transport.requests.length]).to.deep.equal([1, 0]);
      }),
    );
  }

  it(
    'or is silent, where HTTP can be used: HTTP after two sockets',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-------', frames);
      const body = cold('  -c-v', chunks);
      const subs = ['      ^----!', '15ms ^----!'];
      const expected = '   20ms -c-(v|)';
      const client = clientOf({
        provider: providerOf({ streamIdleTimeout: 5 }),
        websocket: virtualWebSocket(of(socket(source)), of(socket(source))),
        transport: virtualTransport(of(response(body))),
      });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'with 1009 on a kept socket, which is an answer to the request: HTTP at once, and no new socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-x-----(k|)', { ...frames, k: closeFrame(1009) });
      const body = cold('           -c-v', chunks);
      const subs = '       ^--------!';
      const later = '      -------^';
      const first = '      -c-(x|)';
      const second = '     ----------c-(v|)';
      const websocket = virtualWebSocket(of(socket(source)));
      const client = clientOf({ websocket, transport: virtualTransport(of(response(body))) });
      expectObservable(client.streamPrompt('m', 'one')).toBe(first, events);
      expectObservable(client.streamPrompt('m', 'two'), later).toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(websocket.requests).to.have.length(1);
    }),
  );

  it(
    'does not use up the retries of answers: an error frame of 503 is retried as over HTTP',
    marbles(({ cold, expectObservable, flush }) => {
      const overloaded = { type: 'text', text: '{"type":"error","status":503,"error":{"message":"busy"}}' } as const;
      const busy = cold('  -e', { e: overloaded });
      const good = cold('  -c-x', frames);
      const expected = '   73ms -c-(x|)';
      const attempts = [busy, busy, busy, good].map((source) => of(socket(source)));
      const websocket = virtualWebSocket(...attempts);
      const client = clientOf({ websocket, transport: virtualTransport() });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      flush();
      expect(websocket.requests).to.have.length(4);
    }),
  );
});

const violation = apiError({ type: 'stream', reason: 'malformed', detail: 'no frame', code: 'WS_PROTOCOL_ERROR' });

describe('C3 a first frame that is', () => {
  for (const [what, end] of [
    ['binary', '-b'],
    ['against the protocol', '-#'],
  ] as const) {
    it(
      `${what}, where HTTP can be used: HTTP, from now on`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(end, frames, violation);
        const body = cold('  -c-v', chunks);
        const later = '      10ms ^';
        const subs = '       ^!';
        const first = '      --c-(v|)';
        const second = '     10ms -c-(v|)';
        const websocket = virtualWebSocket(of(socket(source)));
        const client = clientOf({ websocket, transport: virtualTransport(of(response(body)), of(response(body))) });
        expectObservable(client.streamPrompt('m', 'one')).toBe(first, events);
        expectObservable(client.streamPrompt('m', 'two'), later).toBe(second, events);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(websocket.requests).to.have.length(1);
      }),
    );

    it(
      `${what}, where WebSocket stands alone: a typed error`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold(end, frames, violation);
        const subs = '       ^!';
        const expected = '   -#';
        const connection = virtualConnection(virtualWebSocket(of(socket(source))));
        const error = errorLike({ type: 'stream', reason: 'malformed', code: 'WS_PROTOCOL_ERROR' });
        expectObservable(connection.streamPrompt('m', 'hi')).toBe(expected, undefined, error);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );
  }
});

describe('C4 a handshake that is swallowed', () => {
  const silent = '10s -';

  it(
    'costs one limit of 5 s, before HTTP',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const handshake = cold<UpgradeResponse>(silent, {});
      const body = cold('     -c-v', chunks);
      const subs = '          ^ 4999ms !';
      const expected = '      5s -c-(v|)';
      const client = clientOf({
        websocket: virtualWebSocket(handshake),
        transport: virtualTransport(of(response(body))),
      });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
    }),
  );

  it(
    'costs the next client nothing for 5 minutes; then the WebSocket is tried again',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const handshake = cold<UpgradeResponse>(silent, {});
      const good = cold('     -c-x', frames);
      const body = cold('     -c-v', chunks);
      const subs = '          ^--!';
      const first = '         ---c-(v|)'.replace('---', '3ms -');
      const second = '        10ms -c-(v|)';
      const third = '         301s -c-(x|)';
      const websocket = virtualWebSocket(handshake, of(socket(good)));
      const transport = virtualTransport(of(response(body)), of(response(body)));
      const telemetry = recordTelemetry();
      const websocketOptions = { handshakeTimeout: 3 };
      const clients = [1, 2, 3].map(() => clientOf({ websocket, websocketOptions, transport, telemetry }));
      const [one, two, three] = clients.map((client) => client.streamPrompt('m', 'hi'));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, '10ms ^').toBe(second, events);
      expectObservable(three ?? EMPTY, '301s ^').toBe(third, events);
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      flush();
      expect(websocket.requests).to.have.length(2);
      expect(telemetry.failOvers.map(({ expected }) => expected)).to.deep.equal([false, true]);
    }),
  );

  it(
    'costs a client of another base URL its own handshake',
    marbles(({ cold, expectObservable, flush }) => {
      const handshake = of(refusal(426));
      const body = cold('     -c-v', chunks);
      const expected = '      -c-(v|)';
      const websocket = virtualWebSocket(handshake, handshake);
      const transport = virtualTransport(of(response(body)), of(response(body)));
      for (const name of ['a', 'b']) {
        const provider = providerOf({ baseUrl: `https://${name}.test/v1` });
        expectObservable(clientOf({ provider, websocket, transport }).streamPrompt('m', 'hi')).toBe(expected, events);
      }
      flush();
      expect(websocket.requests).to.have.length(2);
    }),
  );

  it(
    'is retried with a limit of 15 s where WebSocket stands alone',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const handshake = cold<UpgradeResponse>('20s -', {});
      const subs = ['^ 14999ms !', '15010ms ^ 14999ms !'];
      const expected = '30010ms #';
      const connection = virtualConnection(virtualWebSocket(handshake, handshake), { retry: { maxAttempts: 1 } });
      expectObservable(connection.streamPrompt('m', 'hi')).toBe(
        expected,
        undefined,
        errorLike({ type: 'transport', error: { type: 'timeout', detail: 'no response head within 15000 ms' } }),
      );
      expectSubscriptions(handshake.subscriptions).toBe(subs);
    }),
  );

  it(
    'is not remembered where the server could not be reached',
    marbles(({ cold, expectObservable, flush }) => {
      const source = cold('     -c-x', frames);
      const lost = cold<UpgradeResponse>('#', {}, new Error('unreachable'));
      const body = cold('       -c-v', chunks);
      const first = '           10ms -c-(v|)';
      const second = '          20ms -c-(x|)';
      const websocket = virtualWebSocket(lost, lost, of(socket(source)));
      const transport = virtualTransport(of(response(body)));
      const [one, two] = [1, 2].map(() => clientOf({ websocket, transport }).streamPrompt('m', 'hi'));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, '20ms ^').toBe(second, events);
      flush();
      expect(websocket.requests).to.have.length(3);
    }),
  );
});

describe('C5 a change to HTTP', () => {
  for (const [status, isExpected, duration] of [
    [426, true, 3],
    [503, false, 13],
  ] as const)
    it(
      `after ${status} is part of the call, which completes, and ${isExpected ? 'is' : 'is not'} expected`,
      marbles(({ cold, expectObservable, flush }) => {
        const body = cold('     -c-v', chunks);
        const expected = `      ${duration - 3}ms -c-(v|)`;
        const telemetry = recordTelemetry();
        const handshake = of(refusal(status));
        const client = clientOf({
          websocket: virtualWebSocket(handshake, handshake),
          transport: virtualTransport(of(response(body))),
          telemetry,
        });
        expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events);
        flush();
        expect(telemetry.calls.map(({ api, provider }) => [api, provider])).to.deep.equal([['responses', 'virtual']]);
        expect(telemetry.ends).to.deep.equal([{ outcome: 'completed', duration, firstEventAfter: duration - 2 }]);
        expect(telemetry.failOvers.map(({ from, to, expected: e }) => [from, to, e])).to.deep.equal([
          ['virtual (websocket)', 'virtual', isExpected],
        ]);
      }),
    );

  it(
    'that is left during the request over HTTP is one call that was cancelled',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('     -c-----', chunks);
      const subs = '          ^--!';
      const unsub = '         ^--!';
      const expected = '      -c--';
      const telemetry = recordTelemetry();
      const client = clientOf({
        websocket: virtualWebSocket(of(refusal(426))),
        transport: virtualTransport(of(response(body))),
        telemetry,
      });
      expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(telemetry.ends.map(({ outcome }) => outcome)).to.deep.equal(['cancelled']);
    }),
  );
});
