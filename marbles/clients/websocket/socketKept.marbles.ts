import { expect } from 'chai';
import { concat, EMPTY, of, type Observable } from 'rxjs';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { isJsonObject, parseJsonText } from '../../../lib/protocol/codec/json.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { completed, created, textDelta } from '../../../lib/testing/wire.js';
import type { UpgradeResponse } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { chunks } from '../../../spec/support/virtualClient.js';
import { answered, asked, events, frames, user, virtualConnection } from '../../../spec/support/virtualConnection.js';

const LIMITS = { checkAfter: 5, pingTimeout: 3, firstMessageTimeout: 4 };
const turns = [[user('one')], [user('one'), answered.i, user('two')]] as const;

describe('C3 a socket that was kept', () => {
  const connectionOf = (...sockets: readonly Observable<UpgradeResponse>[]) =>
    virtualConnection(virtualWebSocket(...sockets), {}, { websocketOptions: LIMITS });

  it(
    'for less than checkAfter is not checked',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   -c-i-x-----c-y', frames);
      const ping = cold<never>('-|');
      const first = '         -c-i-(x|)';
      const second = '        -----------c-(y|)';
      const connection = connectionOf(of(socket(source, { ping })));
      const [one, two] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, '---------^').toBe(second, events);
      expectSubscriptions(ping.subscriptions).toBe([]);
    }),
  );

  it(
    'for longer is pinged, and used when the pong has come',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('   -c-i-x----------c-y', frames);
      const ping = cold<never>('--|');
      const pingSubs = '      ------------^-!';
      const subs = '          ^';
      const first = '         -c-i-(x|)';
      const second = '        ----------------c-(y|)';
      const answer = socket(source, { ping });
      const connection = connectionOf(of(answer));
      const [one, two] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, '------------^').toBe(second, events);
      expectSubscriptions(ping.subscriptions).toBe(pingSubs);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'resp_1 + two']);
    }),
  );

  for (const [what, answer, used] of [
    ['has no answer within pingTimeout', '----', 15],
    ['cannot be sent', '-#', 13],
  ] as const)
    it(
      `and whose ping ${what} is replaced, and the request is sent in full`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const one = cold('      -c-i-x-------------', frames);
        const two = cold('      -c-y', frames);
        const ping = cold<never>(answer, {}, reset());
        const oneSubs = `       ^${'-'.repeat(used - 1)}!`;
        const pingSubs = `      12ms ^${'-'.repeat(used - 13)}!`;
        const twoSubs = `       ${used}ms ^`;
        const first = '         -c-i-(x|)';
        const second = `        ${used}ms -c-(y|)`;
        const answers = [socket(one, { ping }), socket(two)] as const;
        const connection = connectionOf(of(answers[0]), of(answers[1]));
        const [begun, continued] = turns.map((input) => connection.streamPrompt('m', { input }));
        expectObservable(begun ?? EMPTY).toBe(first, events);
        expectObservable(continued ?? EMPTY, '------------^').toBe(second, events);
        expectSubscriptions(ping.subscriptions).toBe(pingSubs);
        expectSubscriptions(one.subscriptions).toBe(oneSubs);
        expectSubscriptions(two.subscriptions).toBe(twoSubs);
        flush();
        expect(answers.map(asked)).to.deep.equal([['one'], ['one, i, two']]);
      }),
    );

  it(
    'is pinged even while the demand of the consumer is closed',
    marbles(({ cold, expectObservable }, scheduler) => {
      const gate = new DemandGate();
      const source = cold('   -c-i-x----------c-y', frames);
      const ping = cold<never>('--|');
      const first = '         -c-i-(x|)';
      const second = '        --------------------(cy|)';
      const connection = connectionOf(of(socket(source, { ping })));
      const [one, two] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(one ?? EMPTY).toBe(first, events);
      scheduler.schedule(() => gate.close(), 10);
      scheduler.schedule(() => gate.open(), 20);
      expectObservable(two?.withDemand(gate) ?? EMPTY, '------------^').toBe(second, events);
    }),
  );

  it(
    'and is left during the ping stays open',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   -c-i-x-------------', frames);
      const ping = cold<never>('--|');
      const pingSubs = '      ------------^!';
      const subs = '          ^';
      const first = '         -c-i-(x|)';
      const unsub = '         ------------^!';
      const second = '        --------------';
      const connection = connectionOf(of(socket(source, { ping })));
      const [one, two] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, unsub).toBe(second, events);
      expectSubscriptions(ping.subscriptions).toBe(pingSubs);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'and cannot be pinged has firstMessageTimeout; a silent one is replaced at once, and the request is sent in full',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const one = cold('      -c-i-x-------------', frames);
      const two = cold('      -c-y', frames);
      const oneSubs = '       ^---------------!';
      const twoSubs = '       ----------------^';
      const first = '         -c-i-(x|)';
      const second = '        -----------------c-(y|)';
      const answers = [socket(one), socket(two)] as const;
      const connection = connectionOf(of(answers[0]), of(answers[1]));
      const [begun, continued] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(begun ?? EMPTY).toBe(first, events);
      expectObservable(continued ?? EMPTY, '------------^').toBe(second, events);
      expectSubscriptions(one.subscriptions).toBe(oneSubs);
      expectSubscriptions(two.subscriptions).toBe(twoSubs);
      flush();
      expect(answers.map(asked)).to.deep.equal([['one', 'resp_1 + two'], ['one, i, two']]);
    }),
  );

  it(
    'and cannot be pinged has the whole idle timeout after its first message',
    marbles(({ cold, expectObservable }) => {
      const source = cold('   -c-i-x---------c--------y', frames);
      const first = '         -c-i-(x|)';
      const second = '        ---------------c--------(y|)';
      const connection = connectionOf(of(socket(source)));
      const [one, two] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, '------------^').toBe(second, events);
    }),
  );

  it(
    'serves 50 requests over one connection',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold(`   ${'-cx'.repeat(50)}`, frames);
      const subs = '          ^';
      const expected = `      ${'-cx'.repeat(49)}-c(x|)`;
      const websocket = virtualWebSocket(of(socket(source)));
      const connection = virtualConnection(websocket);
      const requests = Array.from({ length: 50 }, (_, index) => connection.streamPrompt('m', `question ${index}`));
      expectObservable(concat(...requests)).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(websocket.requests).to.have.length(1);
    }),
  );

  for (const [name, value] of [
    ['pingTimeout', NaN],
    ['checkAfter', -1],
    ['handshakeTimeout', Infinity],
  ] as const)
    it(
      `is not opened with ${name} ${value}, which is a build error that names it`,
      marbles(({ expectObservable, flush }) => {
        const websocket = virtualWebSocket();
        const connection = virtualConnection(websocket, {}, { websocketOptions: { [name]: value } });
        const detail = `${name} is ${value}; expected milliseconds from 0 and at most 2147483647`;
        const error = errorLike({ type: 'transport', error: { type: 'build', detail } });
        expectObservable(connection.streamPrompt('m', 'hi')).toBe('#', undefined, error);
        flush();
        expect(websocket.requests).to.be.empty;
      }),
    );
});

describe('late frames of a socket', () => {
  const late = {
    ...frames,
    C: message(created('resp_2')),
    D: message(created('resp_1')),
    E: message({ ...textDelta('late'), response_id: 'resp_1' }),
  };

  for (const [what, given, second, type] of [
    ['second terminal frame before', '-c-x---x-C-t-y', '---------c-t-(y|)', 'response.completed'],
    ['second terminal frame after', ' -c-x-----C-x-t-y', '---------c---t-(y|)', 'response.completed'],
    ['delta before', '-c-x---E-C-t-y', '---------c-t-(y|)', 'response.output_text.delta'],
    ['delta after', ' -c-x-----C-E-t-y', '---------c---t-(y|)', 'response.output_text.delta'],
  ] as const)
    it(
      `a ${what} the next answer has begun is dropped and reported`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(given, late);
        const subs = '         ^';
        const first = '        -c-(x|)';
        const telemetry = recordTelemetry();
        const connection = virtualConnection(virtualWebSocket(of(socket(source))), {}, { telemetry });
        expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
        expectObservable(connection.streamPrompt('m', 'two'), '-----^').toBe(second, events);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(telemetry.skipped.map(({ reason }) => reason)).to.deep.equal(['a frame of an earlier response']);
        expect(telemetry.skipped[0]?.excerpt).to.include(`"type":"${type}"`);
      }),
    );

  it(
    'a second terminal frame on an idle socket is dropped and reported, and the socket stays',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-i-x-x--C-y', late);
      const subs = '       ^';
      const first = '      -c-i-(x|)';
      const second = '     ----------c-(y|)';
      const telemetry = recordTelemetry();
      const answer = socket(source);
      const connection = virtualConnection(virtualWebSocket(of(answer)), {}, { telemetry });
      const [one, two] = turns.map((input) => connection.streamPrompt('m', { input }));
      expectObservable(one ?? EMPTY).toBe(first, events);
      expectObservable(two ?? EMPTY, '---------^').toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['one', 'resp_1 + two']);
      expect(telemetry.skipped.map(({ reason }) => reason)).to.deep.equal(['a frame of an earlier response']);
      expect(telemetry.skipped[0]?.excerpt).to.include('"type":"response.completed"');
    }),
  );

  for (const [what, given, second] of [
    ['with response.created', '-c-x---D-t-x', '-------c-t-(x|)'],
    ['without it', '           -c-x-----t-x', '---------t-(x|)'],
  ] as const)
    it(
      `are not the frames of a server that gives all responses one id, ${what}`,
      marbles(({ cold, expectObservable }) => {
        const source = cold(given, late);
        const first = '        -c-(x|)';
        const connection = virtualConnection(virtualWebSocket(of(socket(source))));
        expectObservable(connection.streamPrompt('m', 'one')).toBe(first, events);
        expectObservable(connection.streamPrompt('m', 'two'), '-----^').toBe(second, events);
      }),
    );

  it(
    'are recognized by the ids of the last 8 responses',
    marbles(({ cold, expectObservable, flush }) => {
      const letters = ['a', 'b', 'd', 'e', 'g', 'h', 'k', 'm', 'n'] as const;
      const idOf = (letter: string) => `resp_${letter}`;
      const ends = Object.fromEntries(letters.map((letter) => [letter, message(completed(idOf(letter)))]));
      const sequence = letters.map((letter) => `-${letter}`).join('');
      // The id of the first response has been forgotten, but not the id of the second one.
      const source = cold(`${sequence}-Cb-y`, { ...late, ...ends });
      const telemetry = recordTelemetry();
      const connection = virtualConnection(virtualWebSocket(of(socket(source))), {}, { telemetry });
      const requests = Array.from({ length: 10 }, (_, index) => connection.streamPrompt('m', `question ${index}`));
      const expected = `${sequence}-c--(y|)`;
      const values = Object.fromEntries(
        letters.map((letter) => [
          letter,
          { type: 'completed', response_id: idOf(letter), token_usage: null, status: 'completed' } as const,
        ]),
      );
      expectObservable(concat(...requests)).toBe(expected, { ...values, c: events.c, y: events.y });
      flush();
      expect(telemetry.skipped).to.have.length(1);
    }),
  );
});

describe('a server that announces the size of its largest message', () => {
  const headers = { 'x-codex-websocket-max-message-bytes': '400' };
  const long = 'x'.repeat(400);

  it(
    'gets a larger request over HTTP at once, and the next one over the same socket',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('----------c-y', frames);
      const body = cold('  -c-x', chunks);
      const subs = '       ^';
      const first = '      -c-(x|)';
      const second = '     ----------c-(y|)';
      const telemetry = recordTelemetry();
      const answer = socket(source, { headers });
      const client = new RoutedClient({
        provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' }),
        websocket: virtualWebSocket(of(answer)),
        transport: virtualTransport(of(response(body))),
        telemetry,
      });
      expectObservable(client.streamPrompt('m', long)).toBe(first, events);
      expectObservable(client.streamPrompt('m', 'two'), '--------^').toBe(second, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked(answer)).to.deep.equal(['two']);
      expect(telemetry.failOvers.map(({ error, expected }) => [error.code, expected])).to.deep.equal([
        ['WS_MESSAGE_TOO_LARGE', true],
      ]);
    }),
  );

  it(
    'gets nothing of it where WebSocket stands alone: a build error with both sizes',
    marbles(({ cold, expectObservable, flush }) => {
      const answer = socket(cold('--'), { headers });
      const connection = virtualConnection(virtualWebSocket(of(answer)));
      const stream = connection.streamPrompt('m', long);
      const messages: string[] = [];
      stream.subscribe({ error: (error: unknown) => messages.push(isApiError(error) ? error.message : '') });
      expectObservable(stream).toBe('#', undefined, errorLike({ type: 'transport', code: 'WS_MESSAGE_TOO_LARGE' }));
      flush();
      expect(messages[0]).to.match(
        /^request build error: the request is \d{3} bytes long, but the server accepts WebSocket messages of at most 400 bytes/,
      );
      expect(answer.sent).to.be.empty;
    }),
  );

  for (const value of ['', 'much', '-1', '0'])
    it(
      `but announces "${value}" is sent everything`,
      marbles(({ cold, expectObservable }) => {
        const source = cold('-c-x', frames);
        const expected = '   -c-(x|)';
        const answer = socket(source, { headers: { 'x-codex-websocket-max-message-bytes': value } });
        expectObservable(virtualConnection(virtualWebSocket(of(answer))).streamPrompt('m', long)).toBe(
          expected,
          events,
        );
      }),
    );
});

describe('an answer that is interrupted', () => {
  const INTERRUPT = { type: 'response.interrupt', response_id: 'resp_1', discard_partial_items: true };
  const values = {
    ...frames,
    a: message({ type: 'response.interrupted', response_id: 'resp_1' }),
    e: message({ type: 'error', error: { code: 'unknown_type', message: 'no such type' } }),
    C: message(created('resp_2')),
  };
  const connectionOf = (...sockets: readonly Observable<UpgradeResponse>[]) =>
    virtualConnection(virtualWebSocket(...sockets), {}, { websocketOptions: { interrupt: true, interruptTimeout: 5 } });
  const typesOf = (sent: readonly string[]) =>
    sent.map(parseJsonText).map((json) => (isJsonObject(json) ? json['type'] : undefined));

  for (const [what, given, second] of [
    ['acknowledges it', '    -c-t-t-a----C-y', '------------c-(y|)'],
    ['ends the answer', '    -c-t-t-x----C-y', '------------c-(y|)'],
    ['does both, the end late', '-c-t-t-a-t-xC-y', '------------c-(y|)'],
  ] as const)
    it(
      `by leaving keeps its socket when the server ${what}; the next request waits for that, and is whole`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const source = cold(given, values);
        const subs = '    ^';
        const unsub = '   ^---!';
        const first = '   -c-t-';
        const answer = socket(source);
        const connection = connectionOf(of(answer));
        expectObservable(connection.streamPrompt('m', 'one'), unsub).toBe(first, events);
        expectObservable(connection.streamPrompt('m', 'two'), '-----^').toBe(second, events);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(typesOf(answer.sent)).to.deep.equal(['response.create', 'response.interrupt', 'response.create']);
        expect(JSON.parse(answer.sent[1] ?? '')).to.deep.equal(INTERRUPT);
        expect(answer.sent[2]).not.to.contain('previous_response_id');
      }),
    );

  for (const [what, given, frame] of [
    ['rejects it', '                 -c-t-t-e', 7],
    ['closes the socket', '          -c-t-t-(k|)', 7],
    ['ends the connection', '        -c-t-t-|', 7],
    ['does not end it in time', '    -c-t-t-t-t-t-t-t', 9],
  ] as const)
    it(
      `by leaving has its socket closed when the server ${what}; the next request opens another`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const one = cold(given, values);
        const two = cold('-c-y', frames);
        const oneSubs = ` ^${'-'.repeat(frame - 1)}!`;
        const twoSubs = ` ${frame}ms ^`;
        const unsub = '   ^---!';
        const first = '   -c-t-';
        const second = `  ${frame}ms -c-(y|)`;
        const connection = connectionOf(of(socket(one)), of(socket(two)));
        expectObservable(connection.streamPrompt('m', 'one'), unsub).toBe(first, events);
        expectObservable(connection.streamPrompt('m', 'two'), '-----^').toBe(second, events);
        expectSubscriptions(one.subscriptions).toBe(oneSubs);
        expectSubscriptions(two.subscriptions).toBe(twoSubs);
      }),
    );

  it(
    'by leaving before the server has named it has its socket closed',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('---c-', values);
      const subs = '       ^-!';
      const unsub = '      ^-!';
      const expected = '   ---';
      const answer = socket(source);
      expectObservable(connectionOf(of(answer)).streamPrompt('m', 'one'), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(typesOf(answer.sent)).to.deep.equal(['response.create']);
    }),
  );

  it(
    'is not interrupted when it fails: the socket is closed',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-c-b---', values);
      const subs = '       ^--!';
      const expected = '   -c-#';
      const answer = socket(source);
      expectObservable(connectionOf(of(answer)).streamPrompt('m', 'one')).toBe(
        expected,
        events,
        errorLike({ type: 'stream', reason: 'malformed' }),
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(typesOf(answer.sent)).to.deep.equal(['response.create']);
    }),
  );

  it(
    'and whose connection is closed meanwhile leaves no timer and no socket',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('-c-t-t-t-t-t', values);
      const subs = '       ^-----!';
      const unsub = '      ^---!';
      const expected = '   -c-t-';
      const connection = connectionOf(of(socket(source)));
      scheduler.schedule(() => connection.close(), 6);
      expectObservable(connection.streamPrompt('m', 'one'), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'is not interrupted by default',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-t-t', values);
      const subs = '       ^---!';
      const unsub = '      ^---!';
      const expected = '   -c-t-';
      const client = new ResponsesWebSocketClient({
        provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' }),
        transport: virtualWebSocket(of(socket(source))),
      });
      expectObservable(client.connect().streamPrompt('m', 'one'), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
